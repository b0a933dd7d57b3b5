import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { copyLine, partsOf } from '../../src/cli/audit/audit-copy.js';
import { linesOf, newFileOf } from '../../src/cli/screen/lines.js';
import type { Archived, ArchiveSteps } from '../../src/management/audit/archive-audit.js';
import type { AuditVerification } from '../../src/management/audit/audit-verification.js';
import type { AuditPart } from '../../src/management/audit/export-audit.js';
import { PostgresAuditArchive } from '../../src/storage/maintenance/postgres-audit-archive.js';
import { openTestManagement, refusalOf, type TestManagement } from './open-test-management.js';

const withUrl = (url: string) => ({ url: () => url, setting: 'MIGRATION_DATABASE_URL' }) as const;

const folder = await mkdtemp(join(tmpdir(), 'portaria-archive-'));
let files = 0;
let opened: TestManagement;
/** Later than every event of the test so far. */
const soon = (): Date => new Date(Date.now() + 60_000);

const nextFile = (): string => join(folder, `archive-${String((files += 1))}.jsonl`);
const read = (...paths: string[]): AsyncGenerator<AuditPart | null> => partsOf({ linesOf }, paths);

const stepsOf = (file: string, { management, database }: TestManagement): ArchiveSteps => ({
  write: (parts) => newFileOf(file, linesOfParts(parts)),
  read: () => read(file),
  record: async (range) => {
    await management.recordArchive.run(range);
  },
  remove: (range, states) => new PostgresAuditArchive(withUrl(database.ownerUrl)).remove(range, states),
  progress: () => undefined,
});

async function* linesOfParts(parts: AsyncIterable<AuditPart>): AsyncGenerator<string> {
  for await (const part of parts) yield copyLine(part);
}

const archive = (until = soon(), file = nextFile()): Promise<Archived & { file: string }> =>
  opened.whole.audit.archive.run(until, stepsOf(file, opened)).then((done) => ({ ...done, file }));

const verify = (...archives: string[]): Promise<AuditVerification> =>
  opened.management.verifyAudit.run(archives.length > 0 ? { archive: () => read(...archives) } : {});

const idsInTable = async (): Promise<string[]> =>
  (await opened.database.sql<{ id: string }>('SELECT id::text FROM audit_event ORDER BY audit_event.id')).map(
    ({ id }) => id,
  );

beforeEach(async () => {
  opened = await openTestManagement();
  const { management } = opened;
  const { id } = await management.createAccount.run({ name: 'Loja', scopes: ['pix:read'] });
  await management.createCredential.run({ account: id });
  await management.createRealmUser.run({ account: id, username: 'ana' });
  await management.suspendAccount.run(id);
  await management.reactivateAccount.run(id);
});

test('archived events are in the file and not in the table, and the chain holds with the file and without', async () => {
  const { head } = await verify();
  const done = await archive();
  expect(done).toMatchObject({ from: '1', head, events: '5' });
  expect(await idsInTable()).toEqual(['6']);
  await opened.management.createAccount.run({ name: 'Outra' });
  for (const result of [await verify(), await verify(done.file)])
    expect(result).toMatchObject({ broken: null, unexplained: [], anchor: head });
});

test('a second archive goes on from the first, and both are verified one after the other', async () => {
  const first = await archive();
  await opened.management.createAccount.run({ name: 'Outra' });
  const second = await archive();
  expect(second).toMatchObject({ from: '6', events: '2' });
  expect(await verify(first.file, second.file)).toMatchObject({ broken: null, unexplained: [] });
  expect(await refusalOf(verify(second.file))).toMatchObject({ code: 'invalid', field: 'archive' });
  expect(await refusalOf(verify(first.file))).toMatchObject({ code: 'invalid', field: 'archive' });
});

test('only events older than the time are archived', async () => {
  const [row] = await opened.database.sql<{ at: string }>(
    `SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM audit_event WHERE id = 3`,
  );
  const { head } = await archive(new Date(row?.at ?? ''));
  expect(Number(head.id)).toBeLessThan(3);
  expect(await refusalOf(archive(new Date(0)))).toMatchObject({ code: 'invalid', field: 'until' });
});

test.each(['write', 'read', 'record', 'remove'] as const)(
  'when it ends at the step %s no event is lost, and it can be done again',
  async (step) => {
    const { head } = await verify();
    const file = nextFile();
    const steps = stepsOf(file, opened);
    const stopped = new Error('killed');
    const broken = { ...steps, [step]: () => (step === 'read' ? [] : Promise.reject(stopped)) };
    await expect(opened.whole.audit.archive.run(soon(), broken)).rejects.toThrow();
    expect(await idsInTable()).toEqual(expect.arrayContaining(['1', '2', '3', '4', '5']));
    expect(await verify()).toMatchObject({ broken: null, unexplained: [] });
    const again = await archive();
    expect(Number(again.head.id)).toBeGreaterThanOrEqual(Number(head.id));
    expect(await verify(again.file)).toMatchObject({ broken: null, unexplained: [] });
  },
);

test('a permission that was planted before or after the archive is still named, without the file too', async () => {
  const plant = (name: string): Promise<unknown> =>
    opened.database.sql(
      `INSERT INTO account (name, kind, scopes) VALUES ('${name}', 'operator', '{admin:write}')`,
    );
  await plant('Before');
  const { file } = await archive();
  await plant('After');
  await opened.database.sql(`UPDATE account SET scopes = '{pix:write}' WHERE name = 'Loja'`);
  for (const result of [await verify(), await verify(file)])
    expect(result.unexplained?.map(({ what }) => what)).toEqual(['scopes', 'the account', 'the account']);
});

test.each([
  [
    'a state that is kept',
    `UPDATE audit_anchor_state SET state = replace(state, 'pix:read', 'pix:write')`,
    'changed',
  ],
  [
    'a state added',
    `INSERT INTO audit_anchor_state VALUES ('account 7', '{"created":true,"state":{}}')`,
    'changed',
  ],
  ['the hash of the anchor', `UPDATE audit_anchor SET last_hash = sha256('')`, 'changed'],
  ['the place of the anchor', 'UPDATE audit_anchor SET last_id = 4', 'removed'],
  ['the anchor taken away', 'UPDATE audit_anchor SET last_id = 0', 'removed'],
  ['the event that names the anchor', `UPDATE audit_event SET action = 'audit.x' WHERE id = 6`, 'changed'],
])('%s, changed by the owner of the schema, is found', async (_, statement, problem) => {
  await archive();
  await opened.management.createAccount.run({ name: 'Outra' });
  await opened.database.sql(statement);
  expect((await verify()).broken).toMatchObject({ problem });
});

test('an archive that was changed, shortened or is of another trail is found', async () => {
  const { file } = await archive();
  const lines: string[] = [];
  for await (const line of linesOf(file)) lines.push(line);
  const verifyLines = async (changed: readonly string[]): Promise<unknown> => {
    const other = nextFile();
    await newFileOf(
      other,
      (async function* () {
        yield* changed;
      })(),
    );
    return verify(other).then(
      ({ broken }) => broken?.problem ?? null,
      () => 'refused',
    );
  };
  expect(await verifyLines(lines)).toBeNull();
  expect(await verifyLines(lines.map((line) => line.replace('suspended', 'suspendeD')))).toBe('changed');
  expect(await verifyLines(lines.toSpliced(2, 1))).toBe('removed');
  expect(await verifyLines(lines.slice(0, 3))).toBe('refused');
});

test('a checkpoint that is archived needs the file', async () => {
  const { head } = await verify();
  const checkpoint = `3:${'0'.repeat(64)}`;
  const { file } = await archive();
  expect(await refusalOf(opened.management.verifyAudit.run({ checkpoint }))).toMatchObject({
    field: 'checkpoint',
  });
  const result = await opened.management.verifyAudit.run({ checkpoint, archive: () => read(file) });
  expect(result.broken).toMatchObject({ id: '3', problem: 'changed' });
  const same = `${head.id}:${head.hash}`;
  expect((await opened.management.verifyAudit.run({ checkpoint: same })).broken).toBeNull();
  const other = `${head.id}:${'0'.repeat(64)}`;
  expect((await opened.management.verifyAudit.run({ checkpoint: other })).broken).not.toBeNull();
});

test("the application's login can archive nothing, and the owner nothing that the trail does not name", async () => {
  const login = new pg.Client(opened.database.appUrl);
  await login.connect();
  try {
    for (const forbidden of [
      `SELECT archive_audit(1, '')`,
      'UPDATE audit_anchor SET last_id = 5',
      'DELETE FROM audit_anchor',
      `INSERT INTO audit_anchor_state VALUES ('account 1', '{}')`,
      'DELETE FROM audit_anchor_state',
    ])
      await expect(login.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
  } finally {
    await login.end();
  }
  expect(
    await refusalOf(new PostgresAuditArchive(withUrl(opened.database.appUrl)).assertAllowed()),
  ).toMatchObject({
    field: 'MIGRATION_DATABASE_URL',
  });
  const { head } = await verify();
  const owner = new PostgresAuditArchive(withUrl(opened.database.ownerUrl));
  await expect(owner.remove({ ...head, states: '' }, [])).rejects.toThrow('no later event of the trail');
  await opened.management.recordArchive.run({ ...head, states: '0'.repeat(64) });
  await expect(owner.remove({ ...head, states: '' }, [])).rejects.toThrow('no later event of the trail');
  expect(await idsInTable()).toHaveLength(6);
});

test('an event with images that are no JSON, which a thief of the application login can append, does not end it', async () => {
  await opened.database.sql(
    `SELECT append_audit('system', 'x', NULL, NULL, 'audit.archive', '{}', 'done', NULL, '{', '{', NULL, NULL)`,
  );
  expect(await verify()).toMatchObject({ broken: null, unexplained: [] });
  await archive();
  expect(await verify()).toMatchObject({ broken: null, unexplained: [] });
});
