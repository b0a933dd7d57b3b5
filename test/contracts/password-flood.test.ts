import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/test-app.js';
import { tokenPath } from './realm/ask-realm.js';

/**
 * Passwords of users and custom secrets of clients wait in one queue, and an attacker pays nothing
 * for a guess at either. Each has places of its own, so a flood of one leaves the other its answers.
 */
let app: TestApp;
let pool: Pool;
let ask: Readonly<Record<'user' | 'client', (address: string, secret: string) => Promise<number>>>;

const [password, customSecret] = ['correct horse battery', 'a secret of the merchant'];

beforeAll(async () => {
  app = await startApp({
    environment: {
      PORTARIA_CONTRACTS: 'pix,realm',
      PORTARIA_SLOW_HASH_CONCURRENCY: '1',
      PORTARIA_SLOW_HASH_QUEUE: '12',
    },
  });
  pool = new Pool(`http://127.0.0.1:${String(app.port)}`, { connections: 128 });
  const { clientId, id } = await app.accounts.create({ pix: 'none', customSecret });
  const { username } = await app.accounts.addUser(id, { password });
  ask = {
    user: (address, secret) =>
      send(tokenPath, address, {
        grant_type: 'password',
        client_id: 'integration-api',
        username,
        password: secret,
      }),
    client: (address, secret) =>
      send('/oauth/token', address, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
      }),
  };
});
afterAll(() => pool.close());

const send = async (
  path: string,
  address: string,
  form: Readonly<Record<string, string>>,
): Promise<number> => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-portaria-listener': app.listenerSecret('tls'),
      'x-real-ip': address,
    },
    body: new URLSearchParams(form).toString(),
  });
  await body.text();
  return statusCode;
};

/** Guesses from 60 addresses until `during` is done; its queue is full before that. */
const flooding = async (
  who: 'user' | 'client',
  during: () => Promise<void>,
): Promise<Map<number, number>> => {
  let over = false;
  const statuses = new Map<number, number>();
  const flood = Array.from({ length: 120 }, async (_, n) => {
    for (let round = 0; !over; round += 1) {
      const status = await ask[who](`10.9.0.${String(n % 60)}`, `a guess ${String(n)} ${String(round)}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  while (!statuses.has(503)) await pause(20);
  await during().finally(() => {
    over = true;
  });
  await Promise.all(flood);
  return statuses;
};

/** Keeps users' statements waiting: a request that reads a user gets a turn between two of these. */
const slowingUserStatements = async (during: () => Promise<void>): Promise<void> => {
  let over = false;
  const slowing = (async () => {
    while (!over)
      await app.database.sql(
        'BEGIN; LOCK TABLE resource_owner IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.15); COMMIT',
      );
  })();
  await during().finally(() => {
    over = true;
  });
  await slowing;
};

test(
  'a flood of passwords that the database cannot follow leaves users of other addresses their answers',
  {
    timeout: 60_000,
  },
  async () => {
    const answers: number[] = [];
    let statuses = new Map<number, number>();
    await slowingUserStatements(async () => {
      statuses = await flooding('user', async () => {
        // A process that has answered for a while: its first hundred requests at once are slower than a
        // user's statement may wait.
        await pause(1500);
        for (const address of ['10.7.0.1', '10.7.0.2', '10.7.0.3', '10.7.0.4', '10.7.0.5'])
          answers.push(await ask.user(address, password));
      });
    });
    expect(answers).toEqual([200, 200, 200, 200, 200]);
    expect(statuses.get(503) ?? 0).toBeGreaterThan(20);
  },
);

test.each([
  ['passwords', 'user', 'client', customSecret],
  ['client secrets', 'client', 'user', password],
] as const)(
  'a flood of wrong %s leaves the others their answers',
  { timeout: 60_000 },
  async (_name, flooder, other, right) => {
    const answers: number[] = [];
    const statuses = await flooding(flooder, async () => {
      for (const address of ['10.8.0.1', '10.8.0.2', '10.8.0.3', '10.8.0.4', '10.8.0.5']) {
        answers.push(await ask[other](address, `wrong: ${right}`));
        answers.push(await ask[other](address, right));
      }
    });
    expect(answers).toEqual(Array.from({ length: 5 }, () => [400, 200]).flat());
    // It was a flood, and those of its guesses that got in were refused.
    expect(statuses.get(503) ?? 0).toBeGreaterThan(20);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(0);
    expect([...statuses.keys()].sort()).toEqual([400, 503]);
  },
);
