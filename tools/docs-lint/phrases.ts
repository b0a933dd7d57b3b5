import { toString } from 'mdast-util-to-string';
import { lineOf, nodesOf, type Page, type Problem } from './page.js';

/** Phrases that betray a literal translation, and what a native speaker writes. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [
    /\bwho(?:ever)? (?:has|have|wants?|can|does)\b(?=[^?]*$)(?<=^Who.*)/,
    'name the role: "an operator with ..."',
  ],
  [/\bit is [\w ]{1,30} that (?!it\b)/i, 'put the subject first'],
  [/\bof before\b/i, 'previous'],
  [/\bfor good\b|\bfor ever\b/i, 'permanently'],
  [/\bstands? (?:against|in|there|beside|at|on|for itself)\b/i, 'conflicts with, is'],
  [/\b(?:he|him|his|she|her)\b/i, 'they, or the role'],
  [/\bsee to it\b|\bsees to it\b/i, 'make sure'],
  [/(?<!\bthere )\b(?:is|are|was|were) none\b/i, 'does not exist, no ... is'],
  [
    /(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b|later\b|less\b|different\b)/i,
    'is not a ..., has no ...',
  ],
  [/\bis not there\b|\bare not there\b/i, 'does not exist'],
  [/\banew\b/i, 'again'],
  [/\b(?:of|one of|none of) ours\b/i, 'name the owner'],
  [/\bour (?:fault|side)\b/i, 'the gateway'],
  [/\bno good\b/i, 'not valid'],
  [/\bat hand\b/i, 'cached, available'],
  [/\bthe matter with\b/i, 'wrong with'],
  [/\bas \S+ (?:has|have|says|say) it\b/i, 'as ... defines it'],
  [/\ball that\b(?! is\b)/i, 'everything that'],
  [/\band no other\b/i, 'only'],
  [/\bby night\b|\bat night\b/i, 'during an incident'],
  [/\btakes? away\b|\btaken away\b|\btook away\b/i, 'remove'],
  [/\bbeside\b/i, 'next to, in addition to'],
  [/\b(?:go|goes) on (?:to|with|until|and|for)\b/i, 'continues'],
  [/\bthat much later\b|\bso many (?:seconds|a day)\b/i, 'say the number'],
  [/\bin haste\b/i, 'quickly'],
  [/\bmakes? a word of\b|\bhas the word\b/i, 'say what happens'],
  [/\bfrom nothing to\b/i, 'from scratch'],
  [/\bneither of both\b|\bthe both\b/i, 'neither, both'],
  [/\bbetter let\b|\bbetter do\b/i, 'prefer to'],
  [/\bthe same holds\b/i, 'the same applies'],
];

/** Ways to begin a sentence that put the subject last. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^What [^?]*[.:]$/, 'begin with the subject, not with "What ..."'],
  [/^Who [^?]*[.:]$/, 'begin with the role, not with "Who ..."'],
  [/^Of (?:a|an|the|those|these|what|each|every) /, 'begin with the subject, not with "Of ..."'],
];

/** Finds phrases of another language in the prose of a page; code is not read. */
export const foreignPhrases = (page: Page): readonly Problem[] =>
  [...nodesOf(page, 'paragraph'), ...nodesOf(page, 'heading'), ...nodesOf(page, 'tableCell')].flatMap(
    (node) => {
      const text = proseOf(node);
      const sentences = text.split(/(?<=[.:?!]) +/);
      return [
        ...matches(phrases, [text]),
        ...(node.type === 'paragraph' ? matches(beginnings, sentences) : []),
      ].map((message) => ({ line: lineOf(node), message }));
    },
  );

const matches = (list: typeof phrases, texts: readonly string[]): readonly string[] =>
  list.flatMap(([pattern, instead]) =>
    texts.flatMap((text) => {
      const [found] = pattern.exec(text) ?? [];
      return found === undefined ? [] : [`"${found.slice(0, 40)}": ${instead}`];
    }),
  );

/** The words of a node without its code, which is replaced by one word. */
const proseOf = (node: Parameters<typeof toString>[0]): string => {
  const withoutCode = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if ('type' in one && one.type === 'inlineCode') return { type: 'text', value: 'CODE' };
    return 'children' in one && Array.isArray(one.children)
      ? { ...one, children: one.children.map(withoutCode) }
      : one;
  };
  return toString(withoutCode(node)).replaceAll(/\s+/g, ' ');
};
