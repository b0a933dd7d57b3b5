import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineDeployment } from '../../src/doctor/doctor.js';
import type { ReportedCheck } from '../../src/doctor/report.js';
import { openReplicatedDatabase } from '../faults/replicated-database.js';
import { afterFile } from '../support/cleanup.js';

/** What `portaria doctor` says of a real primary, its standby and its archive of WAL. */
const folder = await mkdtemp(join(tmpdir(), 'portaria-doctor-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
// PostgreSQL may run as another user, and archives while there is no such file.
await chmod(folder, 0o755);
const fullDisk = join(folder, 'archive-is-full');
const { database, standby } = await openReplicatedDatabase(join(folder, 'postgres'), {
  archive_mode: 'on',
  archive_command: `test ! -e ${fullDisk}`,
});

const examine = async (name: string): Promise<ReportedCheck | undefined> => {
  const { checks } = await examineDeployment({
    values: { DATABASE_URL: database.appUrl },
    options: {},
    now: () => new Date(),
    progress: () => undefined,
  });
  return checks.find((one) => one.name === name);
};

/** Repeats the check until it has this result: the primary notices a standby's end, and tries the archive again, on its own time. */
const untilResult = async (
  name: string,
  result: ReportedCheck['result'],
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<ReportedCheck | undefined> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    await before();
    const found = await examine(name);
    if (found?.result === result || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/** Moves on by a segment of 16 MB, without waiting for a standby. */
const writeSegment = async (): Promise<void> => {
  await database.sql(
    `SET synchronous_commit = local; SELECT pg_logical_emit_message(false, 'doctor', 'x'); SELECT pg_switch_wal()`,
  );
};

test(
  'a standby that follows, one that is far behind, and one that is gone',
  { timeout: 120_000 },
  async () => {
    expect(await examine('replication')).toMatchObject({
      result: 'skipped',
      message: 'The database login may not look at the replication.',
    });
    await database.sql('GRANT pg_read_all_stats TO portaria_login');
    expect(await examine('replication')).toMatchObject({
      result: 'ok',
      message: 'A standby is connected, and has replayed nearly everything.',
    });

    const thaw = await standby.freeze();
    for (let segments = 0; segments < 5; segments += 1) await writeSegment();
    const behind = await examine('replication');
    thaw();
    expect(behind).toMatchObject({
      result: 'warning',
      message: expect.stringMatching(/^A standby is (6[4-9]|[7-9]\d) MB and \d+ s behind\.$/),
      page: 'docs/how-to/operator/replicate-postgresql.md',
    });
    expect(await untilResult('replication', 'ok')).toMatchObject({ result: 'ok' });

    const startAgain = await standby.end();
    expect(await untilResult('replication', 'problem')).toMatchObject({
      result: 'problem',
      message: 'The database waits for a synchronous standby, and none is connected.',
    });
    await startAgain();
    expect(await untilResult('replication', 'ok')).toMatchObject({ result: 'ok' });
  },
);

test('a standby in the place of the primary', async () => {
  const url = new URL(database.appUrl);
  url.port = String(standby.port);
  const { checks } = await examineDeployment({
    values: { DATABASE_URL: url.href },
    options: {},
    now: () => new Date(),
    progress: () => undefined,
  });
  expect(checks.find(({ name }) => name === 'database')).toMatchObject({
    result: 'problem',
    message: 'The database URL leads to a standby, which accepts no writes.',
  });
});

test('an archive of WAL that fails', { timeout: 90_000 }, async () => {
  await writeSegment();
  expect(await examine('backup')).toMatchObject({ result: 'ok', message: 'PostgreSQL archives its WAL.' });
  await writeFile(fullDisk, '');
  expect(await untilResult('backup', 'warning', writeSegment)).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(
      /^PostgreSQL could not archive [0-9A-F]{24}, so it keeps all WAL since then/,
    ),
    fix: expect.stringContaining('archive_command'),
  });
  await rm(fullDisk);
  expect(await untilResult('backup', 'ok')).toMatchObject({ result: 'ok' });
});
