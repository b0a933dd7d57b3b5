import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/**
 * Attack: with the application's database login alone, someone brings back authority that ended: a revoked key, a
 * used refresh token, a revocation that is still needed. Each column that this login may update is on one of three
 * lists: the database refuses what would revive something, `portaria audit verify` names it, or it revives nothing.
 */
let database: TestDatabase;
let application: pg.Client;

beforeAll(async () => {
  database = await makeDatabase();
  application = new pg.Client(database.appUrl);
  await application.connect();
  afterFile(() => application.end());
  await makeEnded();
});

const family = '019c2161-0000-7000-8000-0000000000ff';
const ended = '019c2161-0000-7000-8000-0000000000fe';

/** One of everything that can end, ended; and of some what still lives. */
const makeEnded = async (): Promise<void> => {
  const { certPem } = await makeCertificate();
  await database.sql(
    `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after, revoked_at, revoked_reason)
     VALUES (sha256('revoked'), $1, 's', 'i', '1', 'k', now(), now() + interval '1 year', now(), 'keyCompromise')`,
    [certPem],
  );
  await database.sql(`
    INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
    INSERT INTO credential (account_id, client_id, status, revoked_at) VALUES (1, 'revoked', 'revoked', now());
    INSERT INTO credential_secret (credential_id, digest, retired_at) VALUES (1, 'stolen', now());
    INSERT INTO credential_secret (credential_id, digest, expires_at) VALUES (1, 'expired', now() - interval '1 hour');
    INSERT INTO credential_contract VALUES (1, 'pix', 'tls');
    INSERT INTO account_certificate (account_id, certificate_id, unlinked_at) VALUES (1, 1, now());
    INSERT INTO resource_owner (account_id, username, digest) VALUES (1, 'ana', 'd1'), (1, 'rui', 'd2');
    INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, generation, password_set_at, created_at, rotated_at,
                                expires_at, revoked_at, revoked_reason)
      SELECT f.id::uuid, u.id, 1, '{}', 5, u.password_set_at, now(), now() - interval '1 hour', f.ends, f.revoked, f.reason
      FROM resource_owner u, (VALUES
        ('${family}', now() + interval '1 day', NULL::timestamptz, NULL),
        ('${ended}', now() + interval '1 day', now(), 'revoked')) AS f (id, ends, revoked, reason)
      WHERE u.username = 'ana';
    INSERT INTO revocation (kind, subject, expires_at) VALUES ('account', '1', now() + interval '1 day');
    INSERT INTO signing_key (kid, algorithm, use, sealed, state, activates_at, retires_at, dropped_at) VALUES
      ('dropped', 'HS256', 'sign', '', 'retired', now() - interval '3 days', NULL, now()),
      ('retired', 'HS256', 'sign', '', 'retired', now() - interval '3 days', now() - interval '1 day', NULL),
      ('retiring', 'HS256', 'sign', '', 'retiring', now() - interval '2 days', now() + interval '1 hour', NULL),
      ('active', 'HS256', 'sign', '', 'active', now() - interval '1 day', NULL, NULL);
    INSERT INTO approval (action, input, effect, scope, account_id, client_id, certificate, asked_at, expires_at, seal, state,
                          decided_by, decided_at)
      VALUES ('key.rotate', '{}', '{}', 'keys:write', 1, 'c', repeat('0', 64), now(), now() + interval '1 day', 's', 'rejected',
              1, now());
    INSERT INTO certificate_authority (fingerprint, subject, pem, chain, key_type, not_before, not_after, sealed, crl_number, retired_at)
      VALUES (sha256('ca'), 's', '', '', 'k', now(), now() + interval '1 year', '', 7, now());`);
};

const byId = (id: string): string => `WHERE id = '${id}'`;
const key = (kid: string): string => `WHERE kid = '${kid}'`;
const someoneElse = `(SELECT id FROM resource_owner WHERE username = 'rui')`;

const revivals: readonly (readonly [what: string, statement: string])[] = [
  ['the stamp of an account', `UPDATE account SET stamp = gen_random_uuid()`],
  ['the kind of an account', `UPDATE account SET kind = 'operator'`],
  ['the age of an account', `UPDATE account SET created_at = now() - interval '9 years'`],
  ['a revoked credential', `UPDATE credential SET status = 'active'`],
  ['the moment of a revoked credential', `UPDATE credential SET revoked_at = NULL`],
  ['the account of a credential', `UPDATE credential SET account_id = account_id`],
  ['the end of a credential', `UPDATE credential SET expires_at = NULL`],
  ['the scopes of a credential', `UPDATE credential SET scopes = NULL`],
  ['a retired secret', `UPDATE credential_secret SET retired_at = NULL`],
  ['an expired secret', `UPDATE credential_secret SET expires_at = NULL WHERE digest = 'expired'`],
  [
    'the end of an expired secret',
    `UPDATE credential_secret SET expires_at = now() + interval '1 day' WHERE digest = 'expired'`,
  ],
  ['the credential of a secret', `UPDATE credential_secret SET credential_id = credential_id`],
  ['the contract of a permission', `UPDATE credential_contract SET contract = 'realm'`],
  ['an unlinked certificate', `UPDATE account_certificate SET unlinked_at = NULL`],
  ['the account of a link', `UPDATE account_certificate SET account_id = account_id`],
  ['a revoked certificate', `UPDATE certificate SET revoked_at = NULL, revoked_reason = NULL`],
  ['a compromised key', `UPDATE certificate SET revoked_reason = 'superseded'`],
  ['the credential of a contract', `UPDATE credential_contract SET credential_id = 99`],
  ['the fingerprint of a revoked certificate', `UPDATE certificate SET fingerprint = sha256('other')`],
  ['the account of a user', `UPDATE resource_owner SET account_id = account_id`],
  ['an ended login', `UPDATE refresh_family SET revoked_at = NULL, revoked_reason = NULL ${byId(ended)}`],
  ['the reason of an ended login', `UPDATE refresh_family SET revoked_reason = 'x' ${byId(ended)}`],
  [
    'a later end of a login',
    `UPDATE refresh_family SET expires_at = now() + interval '9 days' ${byId(family)}`,
  ],
  ['a used refresh token', `UPDATE refresh_family SET generation = 4 ${byId(family)}`],
  ['the grace of a used refresh token', `UPDATE refresh_family SET rotated_at = now() ${byId(family)}`],
  ['the user of a login', `UPDATE refresh_family SET resource_owner_id = ${someoneElse} ${byId(family)}`],
  ['the account of a login', `UPDATE refresh_family SET account_id = account_id ${byId(family)}`],
  ['the scopes of a login', `UPDATE refresh_family SET scopes = '{a:b}' ${byId(family)}`],
  ['the certificate of a login', `UPDATE refresh_family SET certificate_id = NULL ${byId(family)}`],
  ['the password of a login', `UPDATE refresh_family SET password_set_at = now() ${byId(family)}`],
  ['a login, by its row', `DELETE FROM refresh_family ${byId(ended)}`],
  [
    'a login that is cleared away',
    `INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, password_set_at, created_at, rotated_at, expires_at)
     SELECT '019c2161-0000-7000-8000-0000000000aa', id, 1, '{}', password_set_at, now(), now(), now() + interval '1 hour'
     FROM resource_owner WHERE username = 'ana'`,
  ],
  ['whom a revocation is of', `UPDATE revocation SET subject = '2'`],
  ['what a revocation is of', `UPDATE revocation SET kind = 'token'`],
  ['a dropped key', `UPDATE signing_key SET dropped_at = NULL ${key('dropped')}`],
  ['a retired key', `UPDATE signing_key SET retires_at = now() + interval '1 hour' ${key('retired')}`],
  ['a retired key, without an end', `UPDATE signing_key SET retires_at = NULL ${key('retired')}`],
  ['a later end of a key', `UPDATE signing_key SET retires_at = NULL ${key('retiring')}`],
  ['a retiring key, to sign again', `UPDATE signing_key SET activates_at = now() ${key('retiring')}`],
  ['the name of a dropped key', `UPDATE signing_key SET kid = 'other' ${key('dropped')}`],
  ['the algorithm of a key', `UPDATE signing_key SET algorithm = 'RS256' ${key('active')}`],
  ['a retired authority', `UPDATE certificate_authority SET retired_at = NULL`],
  ['an older list of revoked certificates', `UPDATE certificate_authority SET crl_number = 6`],
  [
    'a rejected request for approval',
    `UPDATE approval SET state = 'pending', decided_by = NULL, decided_at = NULL`,
  ],
  ['who decided about a request', `UPDATE approval SET decided_by = 1`],
  ['what was asked for', `UPDATE approval SET input = '{}'`],
  ['until when a request may be approved', `UPDATE approval SET expires_at = now() + interval '9 days'`],
  ['the certificate of an authority', `UPDATE certificate_authority SET pem = 'x'`],
];

test.each(revivals)("the application's login cannot change %s back", async (_, statement) => {
  await expect(application.query(statement)).rejects.toMatchObject({ code: '42501' });
});

test('a revocation only moves forward, and keeps its end', async () => {
  const read = 'SELECT effective_at, expires_at FROM revocation';
  const [before] = await database.sql<{ effective_at: Date; expires_at: Date }>(read);
  await application.query(
    `UPDATE revocation SET effective_at = now() - interval '1 day', expires_at = now() - interval '1 day'`,
  );
  expect(await database.sql(read)).toEqual([before]);
  await application.query(
    `UPDATE revocation SET effective_at = now(), expires_at = now() + interval '2 days'`,
  );
  const [after] = await database.sql<{ effective_at: Date; expires_at: Date }>(read);
  expect(Number(after?.effective_at)).toBeGreaterThan(Number(before?.effective_at));
  expect(Number(after?.expires_at)).toBeGreaterThan(Number(before?.expires_at));
  await expect(application.query('DELETE FROM revocation')).rejects.toMatchObject({ code: '42501' });
  await application.query('SELECT clear_ended_revocations(10)');
  expect(await database.sql(read)).toHaveLength(1);
});

test('what a revoked certificate and a retired secret were stays on record', async () => {
  const read = `SELECT x.pem, x.serial, x.issuer, x.not_after, s.digest FROM certificate x, credential_secret s WHERE s.retired_at IS NOT NULL`;
  const before = await database.sql(read);
  await application.query(
    `UPDATE certificate SET pem = '', serial = '2', issuer = 'x', not_after = now() - interval '9 years'`,
  );
  await application.query(`UPDATE credential_secret SET digest = 'other'`);
  expect(await database.sql(read)).toEqual(before);
});

test('the owner, who repairs by hand, may change all of it', async () => {
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  afterFile(() => owner.end());
  for (const [what, statement] of revivals) {
    // There is no credential 99.
    if (statement.includes('99')) continue;
    await owner.query('BEGIN');
    await expect(owner.query(statement), what).resolves.toBeDefined();
    await owner.query('ROLLBACK');
  }
});

/** Guarded: some values revive something, and the database refuses those (above). */
const guarded: Readonly<Record<string, readonly string[]>> = {
  account_certificate: ['unlinked_at'],
  approval: ['state', 'decided_by', 'decided_at', 'reason'],
  certificate: [
    'fingerprint',
    'pem',
    'subject',
    'issuer',
    'serial',
    'key_type',
    'not_before',
    'not_after',
    'tax_id',
  ].concat('revoked_at', 'revoked_reason'),
  certificate_authority: ['crl_number', 'retired_at'],
  credential: ['status', 'revoked_at'],
  credential_contract: ['credential_id', 'contract'],
  credential_secret: ['retired_at'],
  refresh_family: ['expires_at', 'generation', 'revoked_at', 'revoked_reason', 'rotated_at'],
  revocation: ['effective_at', 'expires_at'],
  signing_key: ['kid', 'algorithm', 'use', 'created_at', 'activates_at', 'retires_at', 'dropped_at'],
};

/**
 * Named by `portaria audit verify`, also where it was taken back: test/management/unexplained-*.test.ts,
 * changes-without-event.test.ts, returned-digests.test.ts and planted-client-cas.test.ts.
 */
const compared: Readonly<Record<string, readonly string[]>> = {
  account: ['status', 'scopes', 'networks', 'tax_id', 'tax_id_on_certificate', 'resource_server'],
  client_authority: ['fingerprint', 'pem', 'subject', 'issuer', 'key_type', 'not_before', 'not_after'].concat(
    'added_at',
    'removed_at',
  ),
  credential_contract: ['policy'],
  credential_secret: ['digest', 'expires_at'],
  resource_owner: ['digest', 'password_set_at', 'scopes', 'status'],
};

/** They revive nothing. */
const free: Readonly<Record<string, readonly string[]>> = {
  // `version` is compared within one request alone.
  account: ['name', 'version'],
  account_certificate: ['last_used_at'],
  // How much self-service an account used today.
  account_changes: ['account_id', 'changes', 'day', 'refused', 'revocations', 'revoked_tokens'],
  // Sealed under the master key, with the name of the row.
  certificate_authority: ['sealed'],
  credential_secret: ['last_used_at'],
  // The digest of a request is under the pepper.
  idempotency: ['account_id', 'acknowledged', 'created_at', 'facts', 'key', 'outcome', 'request_digest'],
  // Who gets notices: they open nothing. `sealed` is under the master key, with the name of the row.
  notice_delivery: ['state', 'attempts', 'last_error', 'attempted_at', 'asked_at'],
  notice_recipient: ['sealed', 'removed_at'],
  // Sealed like the above; the others are written for the release before, and the view computes them.
  signing_key: ['sealed', 'state', 'activated_at', 'retired_at'],
};

test("every column that the application's login may update is on one of the lists", async () => {
  const found = await database.sql<{ name: string }>(`
    SELECT c.relname || '.' || a.attname AS name
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND has_column_privilege('portaria_app', c.oid, a.attnum, 'UPDATE')`);
  const listed = [guarded, compared, free].flatMap((tables) =>
    Object.entries(tables).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
  );
  expect(found.map(({ name }) => name).sort()).toEqual(listed.sort());
  expect(new Set(listed).size).toBe(listed.length);
});

test('what a certificate is stays as it was linked, so that it can be revoked as compromised', async () => {
  const { certPem } = await makeCertificate();
  await database.sql(
    `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after)
     VALUES (sha256('live'), $1, 's', 'i', '77', 'k', now(), now() + interval '1 year')`,
    [certPem],
  );
  await application.query(
    `UPDATE certificate SET pem = 'other', serial = '0BAD', issuer = 'CN=unknown', subject = 'x', tax_id = '11222333000181', key_type = 'none',
       not_after = now()
     WHERE fingerprint = sha256('live')`,
  );
  const [row] = await database.sql<object>(
    `SELECT pem, serial, issuer, subject, tax_id, key_type FROM certificate WHERE fingerprint = sha256('live')`,
  );
  expect(row).toEqual({ pem: certPem, serial: '77', issuer: 'i', subject: 's', tax_id: null, key_type: 'k' });
});

test('a secret that expires while a statement waits stays expired', async () => {
  await database.sql(
    `INSERT INTO credential_secret (credential_id, digest, expires_at) VALUES (1, 'soon', now() + interval '300 ms')`,
  );
  const revive = application.query(
    `DO $$ BEGIN PERFORM pg_sleep(0.5); UPDATE credential_secret SET expires_at = NULL WHERE digest = 'soon'; END $$`,
  );
  await expect(revive).rejects.toThrow('what ended stays ended');
});
