import { toNlcst } from 'mdast-util-to-nlcst';
import type { Root as EnglishRoot, Sentence } from 'nlcst';
import { toString } from 'nlcst-to-string';
import { ParseEnglish } from 'parse-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextReadability from 'retext-readability';
import retextRepeatedWords from 'retext-repeated-words';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import type { Page, Problem } from './page.js';

const sentenceWordsMax = 32;

/** A sentence is hard when five of seven formulas say that a reader must be older than this. */
const readability = { age: 18, threshold: 5 / 7, minWords: 8 };

/** Reports sentences with too many words. */
const sentenceLength = () => (tree: EnglishRoot, file: VFile) => {
  visit(tree, 'SentenceNode', (sentence: Sentence) => {
    const words = sentence.children.filter(({ type }) => type === 'WordNode' || type === 'SourceNode').length;
    if (words > sentenceWordsMax) {
      const start = toString(sentence).slice(0, 40).replaceAll('\n', ' ');
      file.message(`the sentence "${start}..." has ${String(words)} words: one idea a sentence`, sentence);
    }
  });
};

const english = unified()
  .use(retextReadability, readability)
  .use(retextRepeatedWords)
  .use(retextIndefiniteArticle)
  .use(sentenceLength);

/** Reads the prose of a page as English: long and hard sentences, repeated words, wrong articles. */
export const hardToRead = async (page: Page): Promise<readonly Problem[]> => {
  const file = new VFile({ path: page.path, value: page.text });
  // The contents of code and tables are no sentences.
  const prose = toNlcst(page.tree, file, ParseEnglish, { ignore: ['code', 'table', 'html'] });
  await english.run(prose, file);
  return file.messages.map(({ line, reason }) => ({ line: line ?? 1, message: reason }));
};
