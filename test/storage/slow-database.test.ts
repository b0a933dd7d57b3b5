import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestAccount } from '../support/accounts.js';
import { type Answer, ask, askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { addSigningKeys } from '../support/signing-keys.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * A database that works and is far away, or busy: each statement takes 2.8 s. A token's record then comes
 * more than 3 s after the time in the token, which no second attempt makes quicker.
 */
const oneWayMs = 1400;
/** No record comes in time. */
const tooSlowMs = 1800;
/** The 10 s within which the application answers, and what a loaded machine adds. */
const answeredWithinMs = 11_000;

/** A database that is far away: one request of an operator needs a dozen round trips. */
const farMs = 700;

let delayMs = 0;
const passOn = (from: Socket, to: Socket): void => {
  from.on('error', () => to.destroy());
  from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
};

const startProxy = async (port: number): Promise<number> => {
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    passOn(near, far);
    passOn(far, near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  afterFile(() => void proxy.close());
  return (proxy.address() as AddressInfo).port;
};

let app: TestApp;
let certificate: IssuedCertificate;
let accounts: TestAccount[];
beforeAll(async () => {
  const database = await makeDatabase();
  const url = new URL(database.appUrl);
  url.port = String(await startProxy(Number(url.port)));
  const master = Buffer.alloc(32, 7);
  await addSigningKeys(database, () => master);
  const environment = { DATABASE_URL: url.href, PORTARIA_MASTER_KEY: master.toString('base64') };
  app = await startApp({ database, environment });
  certificate = await makeCertificate();
  accounts = [];
  for (let n = 0; n < 3; n += 1)
    accounts.push(await app.accounts.create({ certificate: certificate.certPem }));
});

const timed = async (account: TestAccount): Promise<Answer & { tookMs: number }> => {
  const sentMs = performance.now();
  const answer = await askToken(app, account, certificate.certPem);
  return { ...answer, tookMs: performance.now() - sentMs };
};

const timedAnswer = async (asking: Parameters<typeof ask>[1]): Promise<Answer & { tookMs: number }> => {
  const sentMs = performance.now();
  const answer = await ask(app, asking);
  return { ...answer, tookMs: performance.now() - sentMs };
};

const outcomes = async (): Promise<Record<string, number>> => {
  const { body } = await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} });
  const series = body.matchAll(
    /^portaria_token_requests_total\{contract="avista",outcome="(\w+)"\} (\d+)$/gm,
  );
  return Object.fromEntries(
    [...series].map(([, outcome = '', count]) => [outcome, Number(count)]).filter(([, count]) => count),
  ) as Record<string, number>;
};

/** Asks for tokens of all accounts at once, several times; returns what was answered, which was in time. */
const rounds = async (count: number): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let round = 0; round < count; round += 1) {
    for (const { tookMs, ...answer } of await Promise.all(accounts.map(timed))) {
      expect(tookMs).toBeLessThan(answeredWithinMs);
      answers.push(answer);
    }
  }
  return answers;
};

test(
  'while the database is slow, each request is answered in time, and a refusal says that it was too slow',
  { timeout: 90_000 },
  async () => {
    // Remembered, as most clients are: their tokens are signed without a read.
    for (const { status } of await rounds(10)) expect(status).toBe(201);
    delayMs = oneWayMs;
    const slow = await rounds(2);
    delayMs = tooSlowMs;
    const tooSlow = await rounds(2);
    expect(new Set(tooSlow.map(({ status }) => status))).toEqual(new Set([503]));
    const refused = [...slow.filter(({ status }) => status !== 201), ...tooSlow];
    for (const { status, headers } of refused) {
      expect(status).toBe(503);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    // What finds no connection in time is `unavailable`, as before.
    const { too_slow: late = 0, unavailable = 0, ...others } = await outcomes();
    expect(late).toBeGreaterThan(0);
    expect(late + unavailable).toBe(refused.length);
    expect(Object.keys(others)).toEqual(['issued']);
    delayMs = 0;
    const status = async (): Promise<number> => (await timed(accounts[0] as TestAccount)).status;
    await expect.poll(status, { timeout: 20_000 }).toBe(201);
  },
);

test.each([
  { who: 'operators', listener: 'admin', path: '/api/admin/accounts', msMax: 13_500 },
  { who: 'merchants', listener: 'tls', path: '/api/account/certificates', msMax: 11_000 },
] as const)(
  'changes of $who are answered before NGINX gives them up, with a reason and a line in the log',
  { timeout: 90_000 },
  async ({ listener, path, msMax }) => {
    const kind = listener === 'admin' ? 'operator' : 'merchant';
    const proof = await makeCertificate();
    const account = await app.accounts.create({ certificate: proof.certPem, kind });
    const token = String((await askToken(app, account, proof.certPem, { listener })).json()['access_token']);
    const change = () =>
      timedAnswer({
        listener,
        path,
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': 'sent-once',
          'x-ssl-client-cert': encodeURIComponent(proof.certPem),
          'x-ssl-client-verify': 'SUCCESS',
        },
        body: JSON.stringify(listener === 'admin' ? { name: 'Sent twice' } : { pem: proof.certPem }),
      });
    delayMs = farMs;
    try {
      const answer = await change();
      expect([answer.status, answer.json()['code']]).toEqual([503, 'unavailable']);
      expect(answer.json()['detail']).toMatch(
        /it may have been done\. Look .* again with the same Idempotency-Key/,
      );
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.tookMs).toBeGreaterThan(msMax - 1000);
      expect(answer.tookMs).toBeLessThan(msMax + 1000);
      const line = app
        .log()
        .split('\n')
        .find((text) => text.includes(`"route":"${path}"`));
      expect(line).toMatch(/"level":"error".*"status":503.*the request took longer than/);
    } finally {
      delayMs = 0;
    }
    if (listener !== 'admin') return;
    // As the answer says: whether or not the first was committed after it, the account is created once.
    await expect.poll(async () => (await change()).status, { timeout: 20_000, interval: 500 }).toBe(201);
    const created = await app.database.sql("SELECT FROM account WHERE name = 'Sent twice'");
    expect(created).toHaveLength(1);
  },
);
