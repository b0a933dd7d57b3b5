import { expect, test } from 'vitest';
import { type Column, Screen } from '../../src/cli/screen/screen.js';

const columns: readonly Column<readonly [string, string]>[] = [
  { head: 'name', cell: ([name]) => name },
  { head: 'kind', cell: ([, kind]) => kind },
];

const shown = (...rows: (readonly [string, string])[]): string[] => {
  let text = '';
  const nothing = (): never => {
    throw new Error('A table is only written to the output.');
  };
  const terminal = {
    ask: null,
    prompts: null,
    readFile: nothing,
    readStdin: nothing,
    linesOf: nothing,
    stream: nothing,
    written: nothing,
  };
  const files = { newFile: nothing, replaceFile: nothing };
  const out = (part: string): void => void (text += part);
  new Screen({ ...terminal, ...files, columns: 80, out, note: nothing }, false).list(rows, columns);
  return text.split('\n');
};

test('characters of two columns and of none are counted as a terminal shows them', () => {
  expect(shown(['日本語', 'a'], ['Jose\u0301', 'b'], ['x', 'c'])).toEqual([
    'NAME    KIND',
    '日本語  a',
    'Jose\u0301    b',
    'x       c',
    '',
  ]);
});

test('a cell that does not fit ends with … in its last column, and no character is cut in two', () => {
  const [, latin, wide, accents] = shown(
    ['x'.repeat(90), 'a'],
    ['語'.repeat(45), 'b'],
    ['e\u0301'.repeat(90), 'c'],
  );
  expect(latin).toBe(`${'x'.repeat(73)}…  a`);
  expect(wide).toBe(`${'語'.repeat(36)}…   b`);
  expect(accents).toBe(`${'e\u0301'.repeat(73)}…  c`);
});
