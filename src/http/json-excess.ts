/**
 * More than any request has: ten public keys in one set have some 300. Attack: an object of 1,500
 * names takes as long to parse as all else that its request costs, and anyone may send one.
 */
const punctuationMax = 1000;
/** A set of keys is nested four deep. */
const depthMax = 32;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Returns why a text has more structure than the JSON of any request; `null` when it has not. It reads
 * the text once at most, which costs a fraction of parsing it, and looks into no string.
 */
export const jsonExcessIn = (text: string): string | null => {
  let [punctuation, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBracket || code === openBrace) depth += 1;
    else if (code === closeBracket || code === closeBrace) depth -= 1;
    if (isPunctuation(code)) punctuation += 1;
    if (depth > depthMax) return `it is nested more than ${String(depthMax)} deep`;
    if (punctuation > punctuationMax) return 'it has more fields and values than any request';
  }
  return null;
};

const isPunctuation = (code: number): boolean =>
  code === comma || code === colon || code === openBracket || code === openBrace;

/** Returns the place of the quotation mark that ends a string, or the end of the text. */
const endOfString = (text: string, begin: number): number => {
  let at = begin + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
};
