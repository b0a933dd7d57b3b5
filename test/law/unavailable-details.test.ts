import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

const literal = String.raw`(\x60[^\x60]*\x60|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
/** A refusal that is answered with 503, where it is thrown, and what follows its reason. */
const thrown = /(?:new Refusal|super)\(\s*'(?:unavailable|overloaded|too_slow|changed_meanwhile)',\s*/g;
const details = [
  new RegExp(
    `(?:new Refusal|super)\\(\\s*'(?:unavailable|overloaded|too_slow|changed_meanwhile)',\\s*${literal}`,
    'g',
  ),
  // The functions of a file that make one, and what they are told.
  new RegExp(`\\boverloaded\\(\\s*${literal}`, 'g'),
];
/** What a refusal is given by a variable: the words of another error, or of a function above. */
const given = /^(?:detail|error\.message|words)\b/;

/** The first words of a detail, which decide in the guides, without what differs each time. */
const firstWordsOf = (text: string): string => {
  const [first = ''] = text
    .slice(1, -1)
    .replaceAll(/\\(.)/g, '$1')
    .split(/\$\{[^}]*\}/);
  return first.trim();
};

const source = globSync('src/**/*.ts', { cwd: repository }).map((file) => ({ file, text: read(file) }));

/** An operator at night searches the pages for the `detail` of a 503. */
test.each(['docs', 'docs/pt-BR'])('each detail of a 503 stands in a guide for operators (%s)', (docs) => {
  const pages = globSync(`${docs}/how-to/operator/*.md`, { cwd: repository });
  const guides = pages.map(read).join('\n').replaceAll(/\s+/g, ' ');
  const found = source.flatMap(({ file, text }) =>
    details.flatMap((detail) =>
      [...text.matchAll(detail)].map(([, quoted = '']) => ({ file, words: firstWordsOf(quoted) })),
    ),
  );
  expect(found.length).toBeGreaterThan(14);
  // Without words: `<what>: <detail>`, which are checked where they are named.
  expect(found.filter(({ words }) => !guides.includes(words))).toEqual([]);
});

test('a 503 whose detail is in a variable is one of those whose words are checked elsewhere', () => {
  const others = source.flatMap(({ file, text }) =>
    [...text.matchAll(thrown)]
      .map(({ index, 0: start }) => text.slice(index + start.length).slice(0, 40))
      .filter((rest) => !/^[`'"]/.test(rest) && !given.test(rest))
      .map((rest) => ({ file, rest })),
  );
  expect(others).toEqual([]);
});
