import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestAccount } from '../support/accounts.js';
import { type Answer, askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * A second token of a client is signed on what the process remembers, without a read. Whatever was
 * changed meanwhile, by hand and by any way, the record finds it: no token, or one of the new state,
 * and a refusal that says why.
 */
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});

/** How many clients were read from the database so far. */
const reads = async (): Promise<number> => {
  const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
  const line = /^portaria_batch_members_total\{batch="read_clients"\} (\d+)$/m.exec(body);
  if (!line) throw new Error('the metric of reads is missing');
  return Number(line[1]);
};

interface Situation {
  readonly account: TestAccount;
  readonly certificate: IssuedCertificate;
}

/** A client whose first token was issued, so that it is remembered. */
const known = async (input: Parameters<TestApp['accounts']['create']>[0] = {}): Promise<Situation> => {
  const certificate = await makeCertificate();
  const account = await app.accounts.create({ certificate: certificate.certPem, ...input });
  expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
  return { account, certificate };
};

const again = ({ account, certificate }: Situation): Promise<Answer> =>
  askToken(app, account, certificate.certPem);

const reasonOf = async (answer: Answer): Promise<unknown> => {
  const find = async () =>
    app.database.sql('SELECT reason FROM refusal WHERE request_id = $1', [answer.headers['x-request-id']]);
  await expect.poll(find).toHaveLength(1);
  return (await find())[0]?.['reason'];
};

test('the second token of a client asks the database for nothing before its record', async () => {
  const situation = await known();
  const before = await reads();
  for (let n = 0; n < 5; n += 1) expect((await again(situation)).status).toBe(201);
  expect((await reads()) - before).toBe(0);
  const rows = await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [
    situation.account.id,
  ]);
  expect(rows).toHaveLength(6);
});

test('a custom secret is remembered as well, once it was hashed', async () => {
  const situation = await known({ customSecret: 'correct horse battery 9' });
  const before = await reads();
  expect((await again(situation)).status).toBe(201);
  expect((await reads()) - before).toBe(0);
});

type Change = (of: Situation) => [text: string, values: unknown[]];
const ofAccount =
  (text: string): Change =>
  ({ account }) => [text, [account.id]];
const ofCredential =
  (text: string): Change =>
  ({ account }) => [text, [account.credentialId]];

const takenAway: Readonly<Record<string, readonly [change: Change, reason: string]>> = {
  'a suspended account': [
    ofAccount(`UPDATE account SET status = 'suspended' WHERE id = $1`),
    'account_suspended',
  ],
  'an account of operators': [
    ofAccount(`UPDATE account SET kind = 'operator' WHERE id = $1`),
    'wrong_listener',
  ],
  'restricted networks': [
    ofAccount(`UPDATE account SET networks = '{203.0.113.0/24}' WHERE id = $1`),
    'network_not_allowed',
  ],
  'a tax id to carry': [
    ofAccount(`UPDATE account SET tax_id = '11222333000181', tax_id_on_certificate = true WHERE id = $1`),
    'certificate_tax_id_differs',
  ],
  'a revoked credential': [
    ofCredential(`UPDATE credential SET status = 'revoked' WHERE id = $1`),
    'credential_revoked',
  ],
  'an expired credential': [
    ofCredential(`UPDATE credential SET expires_at = now() - interval '1 second' WHERE id = $1`),
    'credential_expired',
  ],
  'another client id': [
    ofCredential(`UPDATE credential SET client_id = client_id || '-moved' WHERE id = $1`),
    'unknown_client',
  ],
  'a contract that was taken away': [
    ofCredential('DELETE FROM credential_contract WHERE credential_id = $1'),
    'contract_not_allowed',
  ],
  'a retired secret': [
    ofCredential('UPDATE credential_secret SET retired_at = now() WHERE credential_id = $1'),
    'wrong_secret',
  ],
  'an expired secret': [
    ofCredential(
      `UPDATE credential_secret SET expires_at = now() - interval '1 second' WHERE credential_id = $1`,
    ),
    'secret_expired',
  ],
  'another digest': [
    ofCredential(`UPDATE credential_secret SET digest = digest || 'A' WHERE credential_id = $1`),
    'wrong_secret',
  ],
  'an unlinked certificate': [
    ofAccount('UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1'),
    'certificate_not_linked',
  ],
  'a revoked certificate': [
    ({ certificate }) => [
      'UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1',
      [Buffer.from(certificate.fingerprint, 'hex')],
    ],
    'certificate_revoked',
  ],
  'a certificate with another fingerprint': [
    ({ certificate }) => [
      `UPDATE certificate SET fingerprint = sha256(fingerprint) WHERE fingerprint = $1`,
      [Buffer.from(certificate.fingerprint, 'hex')],
    ],
    'certificate_not_linked',
  ],
};

test.each(Object.entries(takenAway))('%s gets no token from memory', async (_name, [change, reason]) => {
  const situation = await known();
  await app.database.sql(...change(situation));
  const answer = await again(situation);
  expect(answer.status).toBe(401);
  expect(await reasonOf(answer)).toBe(reason);
  const rows = await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [
    situation.account.id,
  ]);
  expect(rows).toHaveLength(1);
});

test('what was given back is read anew as well, and scopes are those of now', async () => {
  const situation = await known({ scopes: ['pix:read', 'pix:write'] });
  await app.database.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [situation.account.id]);
  expect((await again(situation)).status).toBe(401);
  await app.database.sql(`UPDATE account SET status = 'active', scopes = '{pix:read}' WHERE id = $1`, [
    situation.account.id,
  ]);
  expect((await again(situation)).status).toBe(201);
  const rows = await app.database.sql<{ scopes: string }>(
    'SELECT scopes FROM token_issuance WHERE account_id = $1 ORDER BY issued_at',
    [situation.account.id],
  );
  expect(rows.at(-1)?.scopes).toBe('pix:read');
});

test('a new secret is known at once, though another one is remembered', async () => {
  const situation = await known();
  const { clientSecret } = await app.accounts.addSecret(situation.account.credentialId);
  const answer = await askToken(app, { ...situation.account, clientSecret }, situation.certificate.certPem);
  expect(answer.status).toBe(201);
});

test('a wrong secret is not cached, and a right one is cached under its own certificate only', async () => {
  const situation = await known();
  const other = await makeCertificate();
  const withOther = { ...situation, certificate: other };
  expect(await reasonOf(await again(withOther))).toBe('certificate_not_linked');
  const before = await reads();
  expect(await reasonOf(await again(withOther))).toBe('certificate_not_linked');
  expect((await reads()) - before).toBe(1);
});

test('a signing key that was revoked by hand signs no token on what is remembered', async () => {
  const situation = await known();
  await app.database.sql(
    `UPDATE signing_key SET retires_at = clock_timestamp() + interval '1 minute' WHERE state = 'active' AND algorithm = 'HS256'`,
  );
  const answer = await again(situation);
  await app.database.sql(`UPDATE signing_key SET retires_at = NULL WHERE state = 'active'`);
  expect([answer.status, answer.json()['code']]).not.toEqual([201, undefined]);
});

/** Changes in a random order while tokens are asked for: none is recorded after its change was committed. */
test('in a race of changes and requests no token is issued after the change', async () => {
  const admin = new pg.Client(app.database.adminUrl);
  await admin.connect();
  afterFile(() => admin.end());
  for (let round = 0; round < 25; round += 1) {
    const situation = await known();
    const asked = Array.from({ length: 12 }, async () => again(situation));
    await admin.query('SELECT pg_sleep($1)', [Math.random() * 0.02]);
    await admin.query('BEGIN');
    await admin.query(`UPDATE credential SET status = 'revoked' WHERE id = $1`, [
      situation.account.credentialId,
    ]);
    await admin.query('COMMIT');
    // The barrier: every record that began before is over.
    await admin.query('SELECT pg_advisory_lock(7305808), pg_advisory_unlock(7305808)');
    const { rows } = await admin.query<{ now: Date; n: string }>(
      'SELECT clock_timestamp() AS now, count(*) AS n FROM token_issuance WHERE account_id = $1',
      [situation.account.id],
    );
    const after = await Promise.all(Array.from({ length: 4 }, async () => again(situation)));
    expect(after.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    await Promise.all(asked);
    const [all] = await app.database.sql<{ n: string }>(
      'SELECT count(*) AS n FROM token_issuance WHERE account_id = $1',
      [situation.account.id],
    );
    expect(all?.n).toBe(rows[0]?.n);
  }
});
