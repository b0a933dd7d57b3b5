import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPgBouncer } from '../support/pgbouncer.js';
import { recordFault } from './fault-record.js';
import { type Client, describeStatuses, expectEveryTokenRecorded, Ledger, openClient } from './ledger.js';
import { FaultsOperator } from './operator.js';
import { openDurableDatabase, openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * PgBouncer in transaction mode between the application's login and PostgreSQL, with fewer sessions than
 * the pools of two processes have: nothing relies on the state of a session, nor leaves any behind.
 */
const connections = 12;
/** The hot path's pools alone have 14. */
const poolSize = 6;
const lockedMs = 8000;

let stack: OperatorsStack;
let operator: FaultsOperator;
let clients: Client[];
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack({ PORTARIA_PREPARED_STATEMENTS: 'off' }, async (dataDir) => {
    const durable = await openDurableDatabase(dataDir);
    const appUrl = await openPgBouncer(durable.database.appUrl, poolSize);
    return { ...durable, database: { ...durable.database, appUrl } };
  });
  operator = await FaultsOperator.open(stack);
  clients = await Promise.all(Array.from({ length: 3 }, () => openClient(stack)));
  ledger = new Ledger(stack.proxy, clients.slice(0, 2));
}, 120_000);
afterAll(() => ledger.stop());

const ask = async ({ certificate, account }: Client): Promise<number> => {
  const { clientId, clientSecret } = account;
  const { status } = await stack.proxy.ask('tls', {
    client: certificate,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
  });
  return status;
};

/** The sessions of the application's login at PostgreSQL itself. */
const sessions = async (): Promise<number> => {
  const [row] = await stack.database.sql<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE usename = 'portaria_login'`,
  );
  return row?.n ?? 0;
};

test(
  'under load every request gets its token, within the sessions of PgBouncer',
  { timeout: 60_000 },
  async () => {
    ledger.start(connections);
    await pause(5000);
    const beganAt = ledger.entries[0]?.sentAt ?? 0;
    process.stdout.write(`through PgBouncer: ${describeStatuses(ledger.between(beganAt))}\n`);
    expect(ledger.entries.length).toBeGreaterThan(100);
    expect(ledger.entries.filter(({ status }) => status !== 201)).toEqual([]);
    expect(await sessions()).toBeLessThanOrEqual(poolSize);
  },
);

test(
  'a revocation over HTTP and one at the command line are in force at once',
  { timeout: 60_000 },
  async () => {
    const [, , client] = clients;
    if (!client) throw new Error('there is no client');
    expect(await ask(client)).toBe(201);
    expect(await operator.overHttp(client.account.id)).toMatchObject({ outcome: 'done' });
    expect(await ask(client)).toBe(401);
    const other = await stack.accounts.create();
    expect(await operator.atCommandLine(other.id)).toMatchObject({ outcome: 'done' });
  },
);

test('no setting of a transaction and no lock stays at a session', { timeout: 30_000 }, async () => {
  await ledger.stop();
  const { rows } = await locksAndSettings();
  expect(rows).toEqual([
    { locks: 0, lock_timeout: '10s', statement_timeout: '30s', isolation: 'read committed' },
  ]);
});

const locksAndSettings = async (): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString: stack.environment['DATABASE_URL'] });
  await client.connect();
  const result = await client.query(
    `SELECT (SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
            current_setting('lock_timeout') AS lock_timeout, current_setting('statement_timeout') AS statement_timeout,
            current_setting('default_transaction_isolation') AS isolation`,
  );
  await client.end();
  return result;
};

test(
  'statements that hang are cancelled through PgBouncer, and the service is back with the lock',
  {
    timeout: 90_000,
  },
  () =>
    recordFault('lock the records behind PgBouncer', async (record) => {
      ledger = new Ledger(stack.proxy, clients.slice(0, 2));
      ledger.start(connections);
      const locker = new pg.Client({ connectionString: stack.database.adminUrl });
      await locker.connect();
      await locker.query('BEGIN; LOCK TABLE token_issuance IN ACCESS EXCLUSIVE MODE');
      const lockedAt = Date.now();
      let most = 0;
      while (Date.now() < lockedAt + lockedMs) {
        most = Math.max(most, await sessions());
        await pause(500);
      }
      await locker.query('ROLLBACK');
      await locker.end();
      const freeAt = Date.now();
      while (Date.now() < freeAt + 15_000 && ledger.backAfterMs(freeAt) === Infinity) await pause(50);
      process.stdout.write(
        `locked for ${String(lockedMs / 1000)} s: ${String(most)} sessions at most; ${describeStatuses(ledger.between(lockedAt))}; ` +
          `first token after ${String(ledger.backAfterMs(freeAt))} ms\n`,
      );
      expect(most).toBeLessThanOrEqual(poolSize);
      expect(ledger.backAfterMs(freeAt)).toBeLessThan(5000);
      await pause(3000);
      record.rounds();
      record.backAfter(ledger.backAfterMs(freeAt));
      record.note(`For ${String(lockedMs / 1000)} s. At most ${String(most)} sessions at PostgreSQL.`);
      await ledger.stop();
      await record.ledger(ledger.entries, stack.database);
      await expectEveryTokenRecorded(ledger, stack.database);
    }),
);
