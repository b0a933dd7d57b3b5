import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bufferedDestination, createLogger } from '../../src/telemetry/logger.js';
import { afterFile } from '../support/cleanup.js';

const readLines = async (file: string): Promise<Record<string, unknown>[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('when the log is not read fast enough, lines are dropped and counted, and memory stays bounded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-log-'));
  afterFile(() => rm(folder, { recursive: true }));
  const file = join(folder, 'log');
  const log = createLogger('info', bufferedDestination(file, 20_000));
  // In one turn of the event loop: nothing can be written meanwhile.
  for (let n = 0; n < 1000; n += 1) log.info({ n }, 'a line of some length, as they are');
  await expect
    .poll(() => readLines(file).then((lines) => lines.at(-1)?.['msg']))
    .toBe('log lines were dropped');
  const lines = await readLines(file);
  const told = lines.at(-1);
  expect(told).toMatchObject({ level: 'error' });
  expect(lines.length - 1).toBeGreaterThan(100);
  expect(lines.length - 1 + Number(told?.['count'])).toBe(1000);
});
