import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { Agent, fetch } from 'undici';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { KeyRing } from '../../src/crypto/tokens/key-ring.js';
import { SealedKeyGenerator } from '../../src/crypto/tokens/sealed-key-generator.js';
import { Database } from '../../src/storage/database.js';
import { PostgresSigningKeyStore } from '../../src/storage/hot-path/postgres-signing-key-store.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';
import type { ApplicationProcess } from '../support/processes.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** An application whose master key the test knows, its management, and an account that gets tokens. */
export interface Deployment {
  readonly app: TestApp;
  readonly masterKey: Buffer;
  readonly management: TestUseCases;
  readonly account: TestAccount;
  readonly certificate: IssuedCertificate;
  /** The token of an answer, or its status when it has none; with the account's secret, or another. */
  ask(process: Pick<ApplicationProcess, 'port'>, clientSecret?: string): Promise<string | number>;
}

export const openDeployment = async (): Promise<Deployment> => {
  const masterKey = randomBytes(32);
  const app = await startApp({ environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  const management = managementOn(app.database.appUrl, app.config.secrets.pepper(), masterKey);
  const certificate = await makeCertificate();
  const account = await app.accounts.create({ certificate: certificate.certPem });
  const agent = new Agent({ connections: 64 });
  afterFile(() => agent.close());
  const ask: Deployment['ask'] = async ({ port }, clientSecret = account.clientSecret) => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/auth/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-portaria-listener': app.listenerSecret('tls'),
        'x-real-ip': '127.0.0.1',
        'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
        'x-ssl-client-verify': 'SUCCESS',
      },
      body: JSON.stringify({ clientId: account.clientId, clientSecret }),
      dispatcher: agent,
    });
    const body = (await answer.json()) as { access_token?: string };
    return body.access_token ?? answer.status;
  };
  return { app, masterKey, management, account, certificate, ask };
};

/** A ring as a process of its own would have it. */
export const openRing = (app: TestApp, masterKey: Buffer): KeyRing => {
  const database = new Database(app.config.database);
  afterFile(() => database.close());
  const sealer = new Sealer(() => masterKey);
  const store = new PostgresSigningKeyStore(database, database);
  return new KeyRing(store, new SealedKeyGenerator(() => sealer), () => performance.now(), Infinity);
};

export const kidOf = (token: string | number): string | undefined =>
  typeof token === 'string' ? decodeProtectedHeader(token).kid : undefined;

export const tokenIdOf = (token: string): string => String(decodeJwt(token).jti);

/** Returns whether a process with that ring would accept the token, by an independent library. */
export const isGood = async (ring: KeyRing, token: string | number): Promise<boolean> => {
  const key = ring.verifying(kidOf(token) ?? '');
  if (typeof token !== 'string' || !key) return false;
  return jwtVerify(token, key.key, { algorithms: [key.algorithm], audience: 'api' }).then(
    () => true,
    () => false,
  );
};

/** Everything in the ring happened earlier by so many seconds: for it, that time has passed. */
export const letTimePass = (database: TestDatabase, seconds: number): Promise<unknown> =>
  database.sql(
    `UPDATE signing_key SET created_at = created_at - $1 * interval '1 second',
       activates_at = activates_at - $1 * interval '1 second', retires_at = retires_at - $1 * interval '1 second'`,
    [seconds],
  );

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
