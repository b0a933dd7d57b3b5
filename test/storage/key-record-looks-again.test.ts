import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { askForm, shown } from '../contracts/pix/ask-pix.js';
import {
  askWithAssertion,
  assertionBy,
  type ClientKey,
  makeClientKey,
} from '../contracts/pix/keys-of-clients.js';
import type { TestAccount } from '../support/accounts.js';
import type { Answer } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * The same as record-looks-again.test.ts for clients that prove a key: what ends between the read and the record ends
 * the token, and an assertion is not used up by a token that was not recorded.
 */
let app: TestApp;
let holder: pg.Client;
let key: ClientKey;
beforeAll(async () => {
  app = await sharedApp();
  key = await makeClientKey();
  holder = new pg.Client(app.database.adminUrl);
  await holder.connect();
  afterFile(() => holder.end());
});

interface Situation {
  readonly account: TestAccount;
  readonly fingerprint: string;
  /** The ids of the registrations, of each method. */
  readonly registered: readonly string[];
}

const recordsWaiting = async (): Promise<number> => {
  const rows = await app.database.sql(
    `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 7305808 AND NOT l.granted`,
  );
  return rows.length;
};

const changes: Readonly<Record<string, readonly [(situation: Situation) => [string, unknown[]], number]>> = {
  'the registration was revoked': [
    ({ registered }) => ['UPDATE credential_secret SET retired_at = now() WHERE id = ANY ($1)', [registered]],
    400,
  ],
  'the registration was replaced by that of another client': [
    ({ registered }) => [
      `UPDATE credential_secret SET digest = digest || ' ' WHERE id = ANY ($1)`,
      [registered],
    ],
    400,
  ],
  'the credential was revoked': [
    ({ account }) => [`UPDATE credential SET status = 'revoked' WHERE id = $1`, [account.credentialId]],
    400,
  ],
  'the account was suspended': [
    ({ account }) => [`UPDATE account SET status = 'suspended' WHERE id = $1`, [account.id]],
    400,
  ],
  'the contract was taken away': [
    ({ account }) => [
      `DELETE FROM credential_contract WHERE credential_id = $1 AND contract = 'pix'`,
      [account.credentialId],
    ],
    400,
  ],
  'the certificate was unlinked': [
    ({ account }) => [
      'UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1',
      [account.id],
    ],
    400,
  ],
  'the certificate was revoked': [
    ({ fingerprint }) => [
      'UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1',
      [Buffer.from(fingerprint, 'hex')],
    ],
    400,
  ],
  'a secret that is not used was revoked': [
    ({ account }) => ['UPDATE credential_secret SET retired_at = now() WHERE id = $1', [account.secretId]],
    200,
  ],
};

const open = async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const account = await app.accounts.create({ pix: 'tls', certificate: certPem });
  const [row] = await app.database.sql<{ subject: string }>(
    'SELECT subject FROM certificate WHERE fingerprint = $1',
    [Buffer.from(fingerprint, 'hex')],
  );
  const registered = [
    await app.accounts.registerKey(account, { method: 'private_key_jwt', jwks: [key.jwk] }),
    await app.accounts.registerKey(account, { method: 'tls_client_auth', subjectDn: row?.subject ?? '' }),
  ];
  return { account, fingerprint, registered, certPem };
};

const methods: Readonly<Record<string, (account: TestAccount, certPem: string) => Promise<Answer>>> = {
  private_key_jwt: async ({ clientId }, certPem) =>
    askWithAssertion(
      app,
      await assertionBy(key, clientId, { jti: 'looked at' }),
      {},
      { headers: shown(certPem) },
    ),
  tls_client_auth: ({ clientId }, certPem) =>
    askForm(app, { grant_type: 'client_credentials', client_id: clientId }, { headers: shown(certPem) }),
};

describe.each(Object.entries(methods))('%s:', (method, ask) => {
  test.each(Object.entries(changes))('%s between read and record', async (_name, [change, status]) => {
    const { account, certPem, ...situation } = await open();
    await holder.query('SELECT pg_advisory_lock(7305808)');
    const asked = ask(account, certPem);
    await expect.poll(recordsWaiting, { timeout: 5000 }).toBe(1);
    await app.database.sql(...change({ account, ...situation }));
    await holder.query('SELECT pg_advisory_unlock(7305808)');
    const answer = await asked;
    expect([answer.status, answer.body]).toEqual([status, expect.any(String)]);
    const records = await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [account.id]);
    const used = await app.database.sql(
      `SELECT FROM client_assertion WHERE digest = sha256(convert_to($1 || ':looked at', 'UTF8'))`,
      [account.credentialId],
    );
    const issued = status === 200 ? 1 : 0;
    expect([records.length, used.length]).toEqual([issued, method === 'private_key_jwt' ? issued : 0]);
  });
});
