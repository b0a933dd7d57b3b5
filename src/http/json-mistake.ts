import { parse, tokenize } from '@humanwhocodes/momoa';

/**
 * More than any request has. Attack: the parser that finds the place takes ten times as long as the
 * rest of the response for 16 kB of `[[],[],`, and anyone may send that.
 */
const punctuationMax = 500;
const punctuation = /[[\]{},:]/g;

/**
 * Returns what is wrong with a text that `JSON.parse` does not read, and where; `null` when the text
 * is JSON. It is for texts that were refused already: it costs more than reading one. It never
 * repeats any of the text, which may have a secret in it, and has no quotation mark and no backslash,
 * which RFC 6749 section 5.2 keeps out of `error_description`.
 */
export const jsonMistakeIn = (text: string): string | null => {
  const whole = wholeMistakes.find(({ shows }) => shows(text.trimStart()));
  if (whole) return whole.words;
  if (hasMore(text, punctuation, punctuationMax)) return null;
  const place = placeOfMistake(text);
  if (place === null) return null;
  if (endsTooEarly(text, place)) return 'it ends before it is complete';
  return `line ${String(place.line)}, column ${String(place.column)}: ${wordsAt(text, place.offset)}`;
};

/** Returns why a JSON value is no object, where a usual mistake made it so. */
export const whyNoObject = (value: unknown): string | null => {
  if (Array.isArray(value)) return 'It is a list. Send only the object.';
  if (typeof value === 'string' && value.trimStart().startsWith('{'))
    return 'It is a JSON string with JSON in it: it was encoded twice. Send the object itself.';
  if (['string', 'number', 'boolean'].includes(typeof value)) return 'It is a single value. Send an object.';
  return null;
};

/**
 * Whether a body is multipart, whatever its `Content-Type` says. Only a part of `multipart/form-data`
 * is called form-data: under another type, curl calls it an attachment.
 */
export const isMultipart = (text: string): boolean => /^--[^\r\n]{1,100}\r?\ncontent-/i.test(text);

interface Mistake {
  readonly shows: (text: string) => boolean;
  readonly words: string;
}

/** Texts that are something else from their first character on. */
const wholeMistakes: readonly Mistake[] = [
  { shows: (text) => text === '', words: 'it is empty' },
  // gzip and zlib. Gzip has zeros too, so it stands before UTF-16.
  {
    shows: (text) => /^(\u001f|x[\u0001\u005e\ufffd])/.test(text),
    words: 'it is compressed. Send it uncompressed',
  },
  { shows: (text) => text.slice(0, 8).includes('\0'), words: 'it is UTF-16 or UTF-32. Send UTF-8' },
  { shows: isMultipart, words: 'it is multipart/form-data. Send JSON' },
  { shows: (text) => text.startsWith('-----BEGIN '), words: 'it is a PEM file' },
  { shows: (text) => text.startsWith('<'), words: 'it is XML or HTML. Send JSON' },
  {
    shows: (text) => text.startsWith('@'),
    words: 'it is the name of a file, which the program should have read (curl: --data @file)',
  },
  {
    // What a brace and the next character become in base64.
    shows: (text) => /^e[wy][A-Za-z0-9+/_-]+={0,2}\s*$/.test(text),
    words: 'it is base64. Send the JSON itself',
  },
  { shows: (text) => /^%7b/i.test(text), words: 'it is percent-encoded. Send the JSON without encoding' },
  {
    shows: (text) => /^(\[object \w+\]|Array)\s*$/.test(text),
    words: 'it is the printed name of an object. Serialize the object as JSON (JSON.stringify, json_encode)',
  },
  {
    shows: (text) => /^[A-Za-z_][\w.-]*=/.test(text),
    words: 'it is form-encoded. Send JSON',
  },
  {
    shows: (text) => text.startsWith("'"),
    words:
      'it begins with a single quotation mark, which the Windows shell does not remove. Put the JSON into a file (curl: --data @file)',
  },
  {
    shows: (text) => text.startsWith('{\\"'),
    words: 'its quotation marks have backslashes before them: it was escaped twice',
  },
];

interface Place {
  /** The name of the parser's error. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

const placeOfMistake = (text: string): Place | null => {
  try {
    parse(text, { mode: 'json' });
    return placeOfControlCharacter(text);
  } catch (error) {
    // Deep nesting ends in an error without a place.
    if (!isPlace(error)) return null;
    const { line, column, offset } = error;
    return { name: error.constructor.name, line, column, offset };
  }
};

const isPlace = (error: unknown): error is Omit<Place, 'name'> =>
  typeof error === 'object' && error !== null && 'line' in error && 'column' in error && 'offset' in error;

/** The parser takes control characters in strings, which RFC 8259 section 7 does not. */
const placeOfControlCharacter = (text: string): Place | null => {
  for (const { type, loc } of tokenize(text, { mode: 'json' })) {
    const at = text.slice(loc.start.offset, loc.end.offset).search(/[\u0000-\u001f]/);
    if (type === 'String' && at >= 0)
      return { name: '', line: loc.start.line, column: loc.start.column + at, offset: loc.start.offset + at };
  }
  return null;
};

/**
 * Whether the text ends too early: the parser then stops at its end, or at the last token, which it
 * did not expect to be the last.
 */
const endsTooEarly = (text: string, { name, offset }: Place): boolean => {
  const rest = text.slice(offset).trim();
  const isLastToken = rest.length <= 1 ? /^[{}[\],:\d]?$/.test(rest) : /^("[^"\\]*"|-?[\d.]+)$/.test(rest);
  const structure = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return (
    (name === 'UnexpectedEOF' || isLastToken) && countOf(structure, /[{[]/g) > countOf(structure, /[}\]]/g)
  );
};

/** Counts no further than it needs to. */
const hasMore = (text: string, pattern: RegExp, max: number): boolean => {
  let count = 0;
  const found = text.matchAll(pattern);
  while (count <= max && !found.next().done) count += 1;
  return count > max;
};

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const wordsAt = (text: string, offset: number): string => {
  const [before, rest] = [text.slice(0, offset).trimEnd(), text.slice(offset)];
  return mistakesInside.find(({ shows }) => shows(rest, before))?.words ?? 'an unexpected character';
};

interface MistakeInside {
  readonly shows: (rest: string, before: string) => boolean;
  readonly words: string;
}

/** The first one counts. `rest` begins where the parser stopped. */
const mistakesInside: readonly MistakeInside[] = [
  {
    shows: (rest) => /^[\n\r]/.test(rest),
    words: 'a line break in a string. Remove it, or write it as backslash and n',
  },
  { shows: (rest) => /^[\u0000-\u001f]/.test(rest), words: 'a control character in a string' },
  { shows: (rest) => /^(\/[/*]|#)/.test(rest), words: 'a comment, which JSON does not allow' },
  { shows: (rest) => /^(\$\{|\{\{|<|%[A-Z])/.test(rest), words: 'a placeholder that was not filled in' },
  {
    shows: (rest, before) => rest.startsWith('{') && before.endsWith('{'),
    words: 'a placeholder that was not filled in',
  },
  {
    shows: (rest) => rest.startsWith("'"),
    words: 'a single quotation mark. JSON uses double quotation marks',
  },
  {
    shows: (rest) => /^[\u2018-\u201f\u00ab\u00bb]/.test(rest),
    words: 'a typographic quotation mark. JSON uses straight double quotation marks',
  },
  {
    shows: (rest, before) => /^[}\]]/.test(rest) && before.endsWith(','),
    words: 'a trailing comma before it',
  },
  {
    shows: (rest, before) => /^[{[]/.test(rest) && /[}\]]$/.test(before),
    words: 'a second object after the first: it was sent twice, or two were joined',
  },
  {
    shows: (rest, before) => rest.startsWith('\\') && countOf(before, /"/g) % 2 === 1,
    words: 'a backslash that escapes nothing. Write it twice',
  },
  { shows: (rest) => rest.startsWith('\\'), words: 'a backslash outside a string' },
  { shows: (rest) => rest.startsWith('='), words: 'an equals sign. JSON uses a colon' },
  { shows: (rest) => rest.startsWith(';'), words: 'a semicolon. JSON uses a comma' },
  { shows: (rest) => /^[}\]]/.test(rest), words: 'an extra closing bracket, or one of the wrong kind' },
  {
    shows: (rest) => /^(None|True|False|undefined|NaN|Infinity)\b/.test(rest),
    words: 'a keyword of another language. JSON has null, true and false',
  },
  { shows: (rest) => /^[A-Za-z_$][\w$]*\s*:/.test(rest), words: 'a name without double quotation marks' },
  { shows: (rest) => /^[A-Za-z_$]/.test(rest), words: 'text without double quotation marks' },
  {
    shows: (rest, before) => /^["[{\d-]/.test(rest) && /["}\]\d]$/.test(before),
    words: 'a comma or a colon is missing before this',
  },
];
