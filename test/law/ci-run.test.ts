import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../.ci/run');

interface Ended {
  readonly code: number | string;
  readonly out: string;
  readonly problem: string;
}

const ciRun = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile('bash', [script, ...words], (error, out, problem) => {
      resolve({ code: error === null ? 0 : (error.code ?? -1), out, problem });
    });
  });

test('.ci/run --help says what its parts are, and runs none of them', async () => {
  const help = await ciRun('--help');
  expect(help).toMatchObject({ code: 0, problem: '' });
  expect(help.out).toMatch(/^Usage: \.ci\/run \[quick \| full\]\n/);
  expect(help.out).not.toContain('==>');
});

test.each([[['slow']], [['quick', 'full']], [['']]])('%o is a usage error: nothing runs', async (words) => {
  const refused = await ciRun(...words);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.problem).toContain(`.ci/run does not know "${words.join(' ')}".`);
  expect(refused.problem).toContain('Usage: .ci/run [quick | full]');
});
