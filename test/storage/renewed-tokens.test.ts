import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startApp } from '../support/test-app.js';

/** The record of a renewed token turns down a token that was revoked, whatever the process knows of it. */
const { database, accounts } = await startApp({});

/** What a process asks, of a token that was issued a minute ago. */
const record = `
  SELECT r AS jti FROM credential c
  JOIN account a ON a.id = c.account_id JOIN credential_secret s ON s.credential_id = c.id
  JOIN account_certificate l ON l.account_id = a.id JOIN certificate x ON x.id = l.certificate_id,
  LATERAL (SELECT kid FROM signing_key WHERE use = 'admin') k,
  LATERAL record_renewed_tokens(ARRAY[$2::uuid], ARRAY[date_trunc('second', clock_timestamp())],
    ARRAY[clock_timestamp() + interval '10 minutes'], '{NULL}', ARRAY[a.id], ARRAY[a.stamp], ARRAY[c.id], ARRAY[s.id],
    ARRAY[x.fingerprint], '{avista}', '{admin:read}', '{NULL}', '{r}', ARRAY[k.kid], interval '3 seconds',
    $3::uuid, clock_timestamp() - interval '1 hour', $4::text[], $5::text[],
    date_trunc('second', clock_timestamp()) - interval '1 minute') r
  WHERE a.id = $1`;

const open = async (login: 'appUrl' | 'manageUrl' | 'issueUrl'): Promise<pg.Client> => {
  const client = new pg.Client(database[login]);
  await client.connect();
  afterFile(() => client.end());
  return client;
};

const asked = async () => {
  const { certPem: certificate } = await makeCertificate();
  const { id } = await accounts.create({ kind: 'operator', certificate });
  return [id, randomUUID(), randomUUID(), ['token', 'account'], [randomUUID(), id]] as const;
};
const revoke = (subject: string, at: string) =>
  `INSERT INTO revocation (kind, subject, effective_at, expires_at)
   VALUES ('account', '${subject}', ${at}, now() + interval '1 hour')`;

test('a token is recorded with its session unless the one that was exchanged was revoked since its second', async () => {
  const client = await open('appUrl');
  const issuedAt = `date_trunc('second', clock_timestamp()) - interval '1 minute'`;
  for (const [at, isRecorded] of [
    [null, true],
    // A revocation that is older than the token, such as one before the sign-in.
    [`${issuedAt} - interval '1 millisecond'`, true],
    [`${issuedAt} + interval '999 milliseconds'`, false],
    ['clock_timestamp()', false],
  ] as const) {
    const values = await asked();
    const [account, jti, session] = values;
    if (at !== null) await database.sql(revoke(account, at));
    const { rows } = await client.query(record, [...values]);
    expect(rows, String(at)).toEqual(isRecorded ? [{ jti }] : []);
    const kept = await database.sql('SELECT session_id FROM token_issuance WHERE account_id = $1', [account]);
    expect(kept).toEqual(isRecorded ? [{ session_id: session }] : []);
  }
});

test('a renewal that waits at the barrier sees the revocation that is acknowledged meanwhile', async () => {
  const [client, revoker] = [await open('appUrl'), await open('appUrl')];
  const values = await asked();
  await revoker.query('BEGIN');
  await revoker.query('SELECT pg_advisory_xact_lock(7305808)');
  const recording = client.query(record, [...values]);
  await database.sql(revoke(values[0], 'clock_timestamp()'));
  await revoker.query('COMMIT');
  expect((await recording).rows).toEqual([]);
});

test('a login that only issues renews no token', async () => {
  const client = await open('issueUrl');
  const values = ['{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'];
  const call = `SELECT record_renewed_tokens(${values.map((one) => `'${one}'`).join(', ')}, NULL, NULL, NULL, '{}', '{}', NULL)`;
  await expect(client.query(call)).rejects.toThrow('permission denied for function record_renewed_tokens');
});

test('of two tokens at once, none is recorded, and the session of an earlier one stays', async () => {
  const client = await open('manageUrl');
  const values = await asked();
  const [account, jti, session] = values;
  await client.query(record, [...values]);
  const [earlier] = await database.sql<{ issued_at: Date }>(
    'SELECT issued_at FROM token_issuance WHERE account_id = $1',
    [account],
  );
  const two = record
    .replace('ARRAY[$2::uuid]', 'ARRAY[$2::uuid, $6::uuid]')
    .replace(
      `ARRAY[date_trunc('second', clock_timestamp())],`,
      `ARRAY[date_trunc('second', clock_timestamp()), $7::timestamptz],`,
    );
  const other = [account, jti, randomUUID(), [], [], randomUUID(), earlier?.issued_at];
  await expect(client.query(two, other)).rejects.toThrow('tokens are renewed one by one');
  const kept = await database.sql('SELECT session_id FROM token_issuance WHERE account_id = $1', [account]);
  expect(kept).toEqual([{ session_id: session }]);
});
