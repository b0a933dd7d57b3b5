import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { runWords, run } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-audit-'));

/** The program that docs/reference/audit-format.md prints. */
const program = async (): Promise<string> => {
  const text = await readFile(join(import.meta.dirname, '../../docs/reference/audit-format.md'), 'utf8');
  const [, python] = /```python\n(.*?)```/s.exec(text) ?? [];
  if (python === undefined) throw new Error('docs/reference/audit-format.md has no program in Python');
  return python;
};

const python = (...words: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile('python3', words, (error, out, err) => resolve(error ? err : out));
  });

test('the program of docs/reference/audit-format.md verifies a copy as it is printed, and finds a changed one', async () => {
  await runWords(['account', 'create', 'Açaí \u{1f600} \u2028Loja']);
  await runWords(['account', 'create', 'Açaí \u{1f600} "Loja"']);
  await run('account suspend 1 --yes');
  await run('account suspend 987654 --yes');
  const [script, copy] = [join(folder, 'verify.py'), join(folder, 'audit.jsonl')];
  await writeFile(script, await program());
  expect(await run(`audit export --to ${copy}`)).toMatchObject({ exitCode: 0 });
  expect(await python(script, copy)).toMatch(/^holds to event 4 [0-9a-f]{64}\n$/);
  const lines = await readFile(copy, 'utf8');
  await writeFile(copy, lines.replace('suspended', 'suspendeD'));
  expect(await python(script, copy)).toContain('changed: event');
  await writeFile(copy, lines.split('\n').slice(0, -2).join('\n'));
  expect(await python(script, copy)).toContain('the copy has no end');
});
