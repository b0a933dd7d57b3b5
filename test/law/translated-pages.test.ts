import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

/** What `npm run docs:check` finds in catalogues, when a page says some texts. */
const problemsOf = async (
  catalogues: readonly Readonly<Record<string, string>>[],
  texts: readonly string[],
): Promise<unknown> => {
  const program = `
    import { translator } from './scripts/docs/translator.mjs';
    const { say, problems } = translator(${JSON.stringify(catalogues)});
    for (const text of ${JSON.stringify(texts)}) say(text);
    process.stdout.write(JSON.stringify(problems()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: repository,
  });
  return JSON.parse(stdout);
};

const good = { 'Read `detail` of {code}.': 'Leia `detail` de {code}.' };

test('a catalogue that has every text and no other is right', async () => {
  expect(await problemsOf([good], Object.keys(good))).toEqual([]);
});

test('a text that was added or changed is found: it has no translation, and no page says the previous text', async () => {
  expect(await problemsOf([good], ['Read all of `detail` of {code}.'])).toEqual([
    'no translation of: Read all of `detail` of {code}.',
    'a translation of what no page says: Read `detail` of {code}.',
  ]);
});

test('a translation with other code, without a value, or in two tables is found', async () => {
  const text = 'Read `detail` of {code}.';
  for (const wrong of ['Leia `message` de {code}.', 'Leia `detail`.'])
    expect(await problemsOf([{ [text]: wrong }], [text])).toEqual([
      `the code differs in the translation of: ${text}`,
    ]);
  expect(await problemsOf([good, good], [text])).toEqual([`translated twice: ${text}`]);
});
