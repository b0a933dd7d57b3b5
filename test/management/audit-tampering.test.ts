import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { copyLine, readCopyLine } from '../../src/cli/audit/audit-copy.js';
import { linesOf, newFileOf } from '../../src/cli/screen/lines.js';
import { Sha256AuditHasher } from '../../src/crypto/sha256-audit-hasher.js';
import type { AuditVerification } from '../../src/management/audit/audit-verification.js';
import { VerifyAuditCopy } from '../../src/management/audit/verify-audit-copy.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
// Texts of all kinds, since their bytes are hashed: several octets to a character, a line separator, nothing.
for (const name of ['Açaí \u{1f600}', 'Loja "Dois"', "O'Hara \\ 3", 'Loja'])
  await management.createAccount.run({ name });
await refusalOf(management.createAccount.run({ name: '' }));
await management.suspendAccount.run('1');
await management.reactivateAccount.run('1');
const count = 7;

const folder = await mkdtemp(join(tmpdir(), 'portaria-audit-'));
let copies = 0;
const exportTo = async (): Promise<string> => {
  const file = join(folder, `copy-${String((copies += 1))}.jsonl`);
  const lines = async function* (): AsyncGenerator<string> {
    for await (const part of management.exportAudit.run()) yield copyLine(part);
  };
  await newFileOf(file, lines());
  return file;
};
const verifyCopy = (file: string, checkpoint?: string): Promise<AuditVerification> => {
  const parts = async function* (): AsyncGenerator<ReturnType<typeof readCopyLine>> {
    for await (const line of linesOf(file)) yield readCopyLine(line);
  };
  return new VerifyAuditCopy(new Sha256AuditHasher()).run(parts(), checkpoint);
};

/** Does it as the superuser to a trail that is put back afterwards, and tells what verifying finds, there and in a copy. */
const after = async (tampering: readonly string[], checkpoint?: string): Promise<unknown> => {
  await database.sql('CREATE TABLE good_event AS SELECT * FROM audit_event');
  await database.sql('CREATE TABLE good_head AS SELECT * FROM audit_head');
  try {
    for (const statement of tampering) await database.sql(statement);
    const { broken } = await management.verifyAudit.run({ ...(checkpoint !== undefined && { checkpoint }) });
    const { broken: inCopy } = await verifyCopy(await exportTo(), checkpoint);
    expect([inCopy?.id, inCopy?.problem]).toEqual([broken?.id, broken?.problem]);
    return broken;
  } finally {
    await database.sql('TRUNCATE audit_event, audit_head');
    await database.sql('INSERT INTO audit_event SELECT * FROM good_event');
    await database.sql('INSERT INTO audit_head SELECT * FROM good_head');
    await database.sql('DROP TABLE good_event, good_head');
  }
};

const resealed = (id: number): string =>
  `UPDATE audit_event e SET hash = audit_hash(e) WHERE id = ${String(id)}`;
/** Makes room for another event: later ones move on by one. */
const moveFrom = (id: number): string[] =>
  [count + 1, count, count - 1, count - 2, count - 3, count - 4, count - 5]
    .filter((old) => old >= id)
    .map((old) => `UPDATE audit_event SET id = ${String(old + 1)} WHERE id = ${String(old)}`);
const another = (id: number): string[] => [
  `INSERT INTO audit_event SELECT ${String(id)}, at, actor_kind, 'intruder', actor_account_id, actor_client_id, action, targets,
     outcome, reason, before, after, request_id, address, previous_hash, hash FROM audit_event WHERE id = ${String(id - 1)}`,
  `UPDATE audit_event SET previous_hash = (SELECT hash FROM audit_event WHERE id = ${String(id - 1)}) WHERE id = ${String(id)}`,
  resealed(id),
];

test('an untouched trail holds, in the database and as a copy', async () => {
  const result = await management.verifyAudit.run();
  expect(result).toEqual({
    broken: null,
    head: { id: String(count), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    anchor: { id: '0', hash: '0'.repeat(64) },
    checkpointAt: null,
    unexplained: [],
  });
  expect(await verifyCopy(await exportTo())).toEqual({ ...result, unexplained: null });
});

const fields: readonly (readonly [string, string])[] = [
  ['at', `at + interval '1 microsecond'`],
  ['actor_kind', `'system'`],
  ['actor_name', `'intruder'`],
  ['actor_account_id', '7'],
  ['actor_client_id', `''`],
  ['action', `'account.reactivate'`],
  ['targets', `'{}'`],
  ['targets', `'{"account 3","x"}'`],
  ['outcome', `'refused'`],
  ['reason', `''`],
  ['before', `'null'`],
  ['after', `after || ' '`],
  ['after', 'NULL'],
  ['request_id', `''`],
  ['address', `'203.0.113.9'`],
  ['previous_hash', `sha256('')`],
  ['hash', `sha256('')`],
];

test.each(fields)('a changed %s (%s) is found', async (column, value) => {
  expect(await after([`UPDATE audit_event SET ${column} = ${value} WHERE id = 3`])).toMatchObject({
    id: '3',
    problem: 'changed',
  });
});

test.each([
  ['the first event removed', ['DELETE FROM audit_event WHERE id = 1'], '1', 'removed'],
  ['one in the middle removed', ['DELETE FROM audit_event WHERE id = 4'], '4', 'removed'],
  ['the last one removed', [`DELETE FROM audit_event WHERE id = ${String(count)}`], String(count), 'removed'],
  ['the last three removed', ['DELETE FROM audit_event WHERE id > 4'], '5', 'removed'],
  ['all removed', ['DELETE FROM audit_event'], '1', 'removed'],
  ['one inserted in the middle, with a hash of its own', [...moveFrom(4), ...another(4)], '4', 'inserted'],
  ['one inserted at the end', another(count + 1), String(count + 1), 'inserted'],
  [
    'one inserted before the first',
    [
      'ALTER TABLE audit_event DROP CONSTRAINT audit_event_id_check',
      `INSERT INTO audit_event SELECT 0, at, actor_kind, actor_name, actor_account_id, actor_client_id, action, targets, outcome, reason, before, after, request_id, address, previous_hash, hash FROM audit_event WHERE id = 1`,
    ],
    '0',
    'inserted',
  ],
  ["the head's hash changed", [`UPDATE audit_head SET last_hash = sha256('')`], String(count), 'changed'],
  ["the head's id moved back", ['UPDATE audit_head SET last_id = 5'], '6', 'inserted'],
  ["the head's id moved on", ['UPDATE audit_head SET last_id = 9'], String(count + 1), 'removed'],
  ['the head removed', ['DELETE FROM audit_head'], String(count + 1), 'removed'],
  [
    'one event changed and its hash made anew',
    [`UPDATE audit_event SET actor_name = 'intruder' WHERE id = 3`, resealed(3)],
    '3',
    'changed',
  ],
  [
    'the last event changed and its hash made anew',
    [`UPDATE audit_event SET actor_name = 'x' WHERE id = ${String(count)}`, resealed(count)],
    String(count),
    'changed',
  ],
] as const)('%s is found', async (_, tampering, id, problem) => {
  expect(await after(tampering)).toMatchObject({ id, problem });
});

test('a trail made anew as a whole holds in itself, but not against an earlier checkpoint', async () => {
  const { head } = await management.verifyAudit.run();
  const checkpoint = `${head.id}:${head.hash}`;
  expect((await management.verifyAudit.run({ checkpoint })).broken).toBeNull();
  const anew = Array.from({ length: count }, (_, index) => [
    `UPDATE audit_event SET previous_hash = coalesce((SELECT hash FROM audit_event WHERE id = ${String(index)}),
       decode(repeat('00', 32), 'hex')) WHERE id = ${String(index + 1)}`,
    resealed(index + 1),
  ]).flat();
  const tampering = [
    `UPDATE audit_event SET actor_name = 'intruder' WHERE id = 3`,
    ...anew,
    `UPDATE audit_head SET last_hash = (SELECT hash FROM audit_event WHERE id = ${String(count)})`,
  ];
  expect(await after(tampering)).toBeNull();
  expect(await after(tampering, checkpoint)).toMatchObject({ id: String(count), problem: 'changed' });
  const cut = [
    'DELETE FROM audit_event WHERE id > 5',
    'UPDATE audit_head SET (last_id, last_hash) = (SELECT id, hash FROM audit_event WHERE id = 5)',
  ];
  expect(await after(cut)).toBeNull();
  expect(await after(cut, checkpoint)).toMatchObject({ id: '6', problem: 'removed' });
  expect(await refusalOf(management.verifyAudit.run({ checkpoint: '41' }))).toMatchObject({
    code: 'invalid',
  });
});

test('the application may read the trail and append to it, and nothing else', async () => {
  const login = new pg.Client(database.appUrl);
  await login.connect();
  try {
    for (const forbidden of [
      `UPDATE audit_event SET actor_name = 'x'`,
      'DELETE FROM audit_event',
      'TRUNCATE audit_event',
      'INSERT INTO audit_event SELECT * FROM audit_event LIMIT 0',
      'UPDATE audit_head SET last_id = 0',
      'DELETE FROM audit_head',
      'TRUNCATE audit_head',
      'INSERT INTO audit_head (last_id, last_hash) SELECT 0, hash FROM audit_event LIMIT 0',
      'ALTER TABLE audit_event DISABLE TRIGGER ALL',
      'DROP TABLE audit_event',
      'SELECT audit_hash(e) FROM audit_event e',
    ]) {
      await expect(login.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
    }
  } finally {
    await login.end();
  }
});

// Attack: callers that are gone leave verifications behind, each of which reads the whole trail.
test('a verification whose caller waits no longer ends, and says where there is no limit', async () => {
  const gone = management.verifyAudit.run({ signal: AbortSignal.abort() });
  await expect(gone).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('portaria audit verify'),
  });
  expect(await management.verifyAudit.run()).toMatchObject({ broken: null });
});
