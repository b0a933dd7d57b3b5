import { Agent, fetch } from 'undici';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { accountIdFrom, clientIdFrom, fingerprintFrom, secretIdFrom } from '../../src/core/shared/ids.js';
import type { RevokeTransaction } from '../../src/core/shared/unit-of-work.js';
import type { Executor } from '../../src/management/executor.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { executorOn, tester } from '../management/open-test-management.js';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * Security invariant 2: once a revocation was acknowledged, no process issues on it. The record is the moment of issue, so
 * the account's records are counted at the acknowledgement and again when every request has been answered: the two
 * numbers must be the same, whatever was under way.
 */
let app: TestApp;
let processes: ApplicationProcess[];
let certificate: IssuedCertificate;
let connection: ManagementPool;
let executor: Executor;
beforeAll(async () => {
  app = await startApp();
  connection = new ManagementPool({ url: () => app.database.appUrl, timeoutMs: 5000 });
  executor = executorOn(connection);
  processes = [await startProcess(app.environment), await startProcess(app.environment)];
  certificate = await makeCertificate();
  afterFile(() => connection.close());
});

const agent = new Agent({ connections: 64 });
afterFile(() => agent.close());

const ask = async (account: TestAccount, process: ApplicationProcess | undefined): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${String(process?.port)}/api/auth/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-portaria-listener': app.listenerSecret('tls'),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
    },
    body: JSON.stringify({ clientId: account.clientId, clientSecret: account.clientSecret }),
    dispatcher: agent,
  });
  await answer.text();
  return answer.status;
};

const recordsOf = async ({ id }: TestAccount): Promise<number> => {
  const [row] = await app.database.sql<{ n: string }>(
    'SELECT count(*) AS n FROM token_issuance WHERE account_id = $1',
    [id],
  );
  return Number(row?.n);
};

const known = <T>(id: T | null): T => {
  if (id === null) throw new Error('not an id');
  return id;
};

const revoke = (run: (tx: RevokeTransaction) => Promise<unknown>): Promise<unknown> =>
  executor.execute(
    tester,
    { action: 'account.suspend', targetsOf: () => ({}), prepare: () => ({ kind: 'revokes', run }) },
    null,
  );

/** Every way to take permissions away. */
const ways: Readonly<Record<string, (account: TestAccount) => Promise<unknown>>> = {
  'a suspended account': ({ id }) =>
    revoke(async ({ accounts }) => accounts.suspend(await accounts.lock(known(accountIdFrom(id))))),
  'a revoked credential': ({ clientId }) =>
    revoke(async ({ credentials }) =>
      credentials.revoke(await credentials.lock(known(clientIdFrom(clientId)))),
    ),
  'a retired secret': ({ clientId, secretId }) =>
    revoke(async ({ credentials }) =>
      credentials.revokeSecret(
        await credentials.lock(known(clientIdFrom(clientId))),
        known(secretIdFrom(secretId)),
      ),
    ),
  'a withdrawn contract': ({ clientId }) =>
    revoke(async ({ credentials }) =>
      credentials.narrowContract(await credentials.lock(known(clientIdFrom(clientId))), 'avista', null),
    ),
  'an unlinked certificate': ({ id }) =>
    revoke(async ({ accounts, certificates }) =>
      certificates.unlink(
        await accounts.lock(known(accountIdFrom(id))),
        known(fingerprintFrom(certificate.fingerprint)),
      ),
    ),
};

const rounds = 4;
const requestsInRound = 52;

test.each(Object.entries(ways))(
  '%s never gets a token after the acknowledgement, from either of two processes',
  async (_name, takeAway) => {
    for (let round = 0; round < rounds; round += 1) {
      const account = await app.accounts.create({ certificate: certificate.certPem });
      const requests = Array.from({ length: requestsInRound }, (_, n) => ask(account, processes[n % 2]));
      await Promise.race(requests);
      await takeAway(account);
      const atAcknowledgement = await recordsOf(account);
      const afterwards = await Promise.all([ask(account, processes[0]), ask(account, processes[1])]);
      const statuses = await Promise.all(requests);
      expect(afterwards).toEqual([401, 401]);
      expect(await recordsOf(account)).toBe(atAcknowledgement);
      expect(statuses.filter((status) => status === 201)).toHaveLength(atAcknowledgement);
      expect(statuses.filter((status) => status !== 201 && status !== 401)).toEqual([]);
    }
  },
);

test('a record whose transaction is held open is finished before the revocation is acknowledged', async () => {
  const account = await app.accounts.create({ certificate: certificate.certPem });
  await app.database.sql(`
    CREATE FUNCTION hold_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NEW; END $$;
    CREATE TRIGGER hold_open BEFORE INSERT ON token_issuance FOR EACH ROW WHEN (NEW.account_id = ${account.id}) EXECUTE FUNCTION hold_open();
  `);
  const request = ask(account, processes[0]);
  await expect.poll(() => isSleeping(), { timeout: 3000 }).toBe(true);
  await ways['a suspended account']?.(account);
  const atAcknowledgement = await recordsOf(account);
  expect(atAcknowledgement).toBe(1);
  expect(await request).toBe(201);
  expect(await recordsOf(account)).toBe(1);
  const [fact] = await app.database.sql<{ after: boolean }>(
    `SELECT r.effective_at >= t.issued_at + interval '1 second' AS after
     FROM revocation r, token_issuance t WHERE r.kind = 'account' AND r.subject = $1 AND t.account_id = $1::bigint`,
    [account.id],
  );
  // A verifier that compares `iat` with the revocation then refuses the token, issued before it.
  expect(fact?.after).toBe(true);
});

const isSleeping = async (): Promise<boolean> => {
  const rows = await app.database.sql(
    `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`,
  );
  return rows.length > 0;
};
