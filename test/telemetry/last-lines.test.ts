import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';

const logger = join(import.meta.dirname, '../../src/telemetry/logger.ts');
/** Lines of two bytes a character, longer than one write of the stream. */
const program = `
  import { bufferedDestination, createLogger } from ${JSON.stringify(logger)};
  const log = createLogger('info', bufferedDestination());
  for (let n = 0; n < 3; n += 1) log.info({ n, text: 'é'.repeat(500) }, 'the last lines');`;

/** Logs lines of which none was written yet when the program ends, so that its end writes them. */
const endWithLogAt = async (path: string): Promise<unknown> => {
  const output = await open(path, 'a');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', output.fd, 'ignore'],
  });
  await output.close();
  const ended = once(child, 'exit').then(([code]: unknown[]) => code);
  const how = await Promise.race([ended, pause(15_000, 'it did not end')]);
  child.kill('SIGKILL');
  return how;
};

test.runIf(process.platform === 'linux')(
  'a process whose log disk fills in its very last write ends all the same',
  async () => {
    expect(await endWithLogAt('/dev/full')).toBe(0);
  },
);

test('a process writes its last lines before it ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-last-lines-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  expect(await endWithLogAt(join(folder, 'log'))).toBe(0);
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
    [0, 1, 2].map((n) => ({ n, text: 'é'.repeat(500), msg: 'the last lines' })),
  );
});
