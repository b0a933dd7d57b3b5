import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inheritedEnvironment } from '../support/processes.js';
import { openPortaria } from './portaria.js';

const { run, database, pepper } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-archive-'));
const env = {
  DATABASE_URL: database.appUrl,
  MIGRATION_DATABASE_URL: database.ownerUrl,
  PORTARIA_PEPPER: pepper.toString('base64'),
};
await run('account create Loja');

/** In small transactions: within one, each event would make the row of the head longer to find. */
const addEvents = async (count: number): Promise<void> => {
  for (let added = 0; added < count; added += 250)
    await database.sql(
      `SELECT append_audit('person', 'test', NULL, NULL, 'account.suspend', '{}', 'refused', 'no', NULL, NULL, NULL, NULL)
       FROM generate_series(1, 250)`,
    );
};

const idsInTable = async (): Promise<number[]> =>
  (await database.sql<{ id: string }>('SELECT id::text FROM audit_event')).map(({ id }) => Number(id));

const idsIn = async (file: string): Promise<number[]> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').flatMap((line) => {
    const [, id] = /^\{"id":"(\d+)".*\}$/.exec(line) ?? [];
    return id === undefined ? [] : [Number(id)];
  });

const until = new Date(Date.now() + 3_600_000).toISOString();

/** Kills the command with SIGKILL when it says this, and so many milliseconds later. */
const killAt = (file: string, said: string, afterMs: number): Promise<void> =>
  new Promise((resolve) => {
    const program = join(import.meta.dirname, '../../dist/src/cli.js');
    const words = ['audit', 'archive', '--until', until, '--out', file, '--yes'];
    const child = spawn(process.execPath, [program, ...words], { env: { ...inheritedEnvironment, ...env } });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      if (err.includes(said)) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('exit', () => {
      resolve();
    });
  });

test('without --yes it says what it would do, and does nothing', async () => {
  const file = join(folder, 'not.jsonl');
  const { exitCode, err } = await run(`audit archive --until ${until} --out ${file}`);
  expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('add --yes') });
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  const app = { settings: { ...env, MIGRATION_DATABASE_URL: database.appUrl } };
  expect(await run(`audit archive --until ${until} --out ${file} --yes`, app)).toMatchObject({
    exitCode: 4,
    err: expect.stringContaining('only the owner of the schema'),
  });
});

test.each([
  ['after the file is written', 'The file has', 0],
  ['while the file is read again', 'The file has', 40],
  ['after the file was verified', 'was read again', 0],
  ['after the event was recorded', 'The trail says', 0],
  ['while events are deleted', 'The trail says', 60],
] as const)('killed %s it loses no event, and the trail holds', async (_, said, afterMs) => {
  await addEvents(2000);
  const before = await idsInTable();
  const [last, file] = [Math.max(...before), join(folder, `${String(Math.random())}.jsonl`)];
  await killAt(file, said, afterMs);
  const there = new Set([...(await idsInTable()), ...(await idsIn(file))]);
  expect(before.filter((id) => !there.has(id))).toEqual([]);
  // What is in the file alone is in a file that is whole.
  const first = Math.min(...(await idsInTable()));
  if (first > last) expect((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1)).toContain('"head"');
  expect((await run('audit verify')).exitCode).toBe(0);
  await rm(file, { force: true });
});

test('what was archived is verified with its file, and the command refuses to overwrite one', async () => {
  const other = await openPortaria();
  await other.run('account create Loja');
  const file = join(folder, 'whole.jsonl');
  const archived = await other.run(`audit archive --until ${until} --out ${file} --yes`);
  expect(archived).toMatchObject({ exitCode: 0, err: expect.stringContaining('The trail says') });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await other.run('audit verify')).err).toContain('The events up to 1 are archived');
  expect(await other.run(`audit verify --archive ${file}`)).toMatchObject({ exitCode: 0 });
  expect(await other.run(`audit verify --file ${file}`)).toMatchObject({ exitCode: 0 });
  const copy = join(folder, 'rest.jsonl');
  expect(await other.run(`audit export --to ${copy}`)).toMatchObject({ exitCode: 0 });
  expect(await other.run(`audit verify --file ${copy}`)).toMatchObject({ exitCode: 0 });
  await other.run('account create Outra');
  expect(await other.run(`audit archive --until ${until} --out ${file} --yes`)).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('is not overwritten'),
  });
  await writeFile(file, (await readFile(file, 'utf8')).replace('Loja', 'Lojo'));
  expect(await other.run(`audit verify --archive ${file}`)).toMatchObject({ exitCode: 4 });
});

test('an export after a checkpoint whose later events are archived says where to continue', async () => {
  const other = await openPortaria();
  await other.run('account create Loja');
  const [, checkpoint = ''] = /Checkpoint: (\S+)/.exec((await other.run('audit verify')).err) ?? [];
  await other.run('account create Outra');
  await other.run(`audit archive --until ${until} --out ${join(folder, 'both.jsonl')} --yes`);
  const refused = await other.run(`audit export --after ${checkpoint}`);
  expect(refused).toMatchObject({ exitCode: 4, out: '' });
  expect(refused.err).toContain('checkpoint: events after 1 are archived');
  const [, next = ''] = /continue after (\S+:[0-9a-f]{64})/.exec(refused.err) ?? [];
  const { exitCode, out } = await other.run(`audit export --after ${next}`);
  expect(exitCode).toBe(0);
  expect(JSON.parse(out.split('\n')[0] ?? '')).toHaveProperty('from');
});
