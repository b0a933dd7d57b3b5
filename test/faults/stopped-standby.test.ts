import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFault } from './fault-record.js';
import { compareWithRecords, describeStatuses, Ledger, openClient } from './ledger.js';
import { type Attempt, FaultsOperator } from './operator.js';
import { openReplicatedDatabase, type ReplicatedDatabase } from './replicated-database.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * The synchronous standby hangs, so no commit is confirmed: 96 backends after 60 s and every login shut
 * out, it once was. The product stays within its pools, an operator's revocation ends in time with a
 * true answer, and the service is back as soon as the standby is.
 */
const connections = 12;
const hangMs = Number(process.env['PORTARIA_FAULTS_STANDBY_SECONDS'] ?? 75) * 1000;
const answeredWithinMs = 12_000;
/** One change at a time is in the audit trail, so a second one waits for the 4 s of the first; NGINX waits for 15 s. */
const revokedWithinMs = 14_000;
/** A command starts a process first. */
const commandWithinMs = 17_000;
/** Of two processes: the hot path (2 * PORTARIA_DATABASE_MAX_IN_FLIGHT + 3), and operators, with the command line's. */
const backendsMax = { portaria: 2 * 7, 'portaria management': 2 * 4 + 4 };

let stack: OperatorsStack;
let database: ReplicatedDatabase;
let ledger: Ledger;
let operator: FaultsOperator;
beforeAll(async () => {
  stack = await openOperatorsStack({}, async (dataDir) => (database = await openReplicatedDatabase(dataDir)));
  operator = await FaultsOperator.open(stack);
  const client = await openClient(stack);
  ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections);
  await pause(3000);
}, 120_000);
afterAll(() => ledger.stop());

const countBackends = async (): Promise<Map<string, number>> => {
  const rows = await database.database.sql<{ name: string; n: number }>(
    `SELECT application_name AS name, count(*)::integer AS n FROM pg_stat_activity
     WHERE usename = 'portaria_login' GROUP BY application_name`,
  );
  return new Map(rows.map(({ name, n }) => [name, n]));
};

/** A login of the application's role; rejects when PostgreSQL takes none within 2 s. */
const logIn = async (): Promise<void> => {
  const login = new pg.Client({
    connectionString: stack.environment['DATABASE_URL'],
    connectionTimeoutMillis: 2000,
  });
  await login.connect();
  await login.query('SELECT 1');
  await login.end();
};

const untilThen = async (untilMs: number, pauseMs: number, work: () => Promise<void>): Promise<void> => {
  while (Date.now() < untilMs) {
    await work();
    await pause(pauseMs);
  }
};

const statusOf = async (accountId: string): Promise<unknown> => {
  const [row] = await stack.database.sql('SELECT status FROM account WHERE id = $1', [accountId]);
  return row?.['status'];
};

/** What was seen while the standby stood still. */
interface Seen {
  readonly backends: Map<string, number>[];
  readonly attempts: Attempt[];
}

const watch = async (untilMs: number, victims: readonly string[]): Promise<Seen> => {
  const seen: Seen = { backends: [], attempts: [] };
  const remaining = [...victims];
  const attempt = (ask: (account: string) => Promise<Attempt>) => async (): Promise<void> => {
    const [account] = remaining.splice(0, 1);
    if (account !== undefined) seen.attempts.push(await ask(account));
  };
  await Promise.all([
    untilThen(untilMs, 500, async () => void seen.backends.push(await countBackends())),
    untilThen(untilMs, 1000, logIn),
    untilThen(
      untilMs,
      500,
      attempt((account) => operator.overHttp(account)),
    ),
    // The same request again and again: a repeat answers no outcome that a failover would lose.
    untilThen(untilMs, 500, async () => {
      const [account = ''] = victims.slice(-1);
      seen.attempts.push(await operator.overHttp(account, 'again-and-again'));
    }),
    untilThen(
      untilMs,
      1000,
      attempt((account) => operator.atCommandLine(account)),
    ),
  ]);
  return seen;
};

const describe = ({ backends, attempts }: Seen): string => {
  const overTime = backends
    .filter((_, n) => n % 10 === 0)
    .map((each) => [...each.values()].reduce((sum, n) => sum + n, 0));
  const slowest = (by: Attempt['by']): number =>
    Math.max(...attempts.filter((each) => each.by === by).map(({ tookMs }) => tookMs));
  return (
    `backends every 5 s: ${overTime.join(', ')}; ${String(attempts.length)} revocations, ` +
    `${String(slowest('HTTP'))} ms at most over HTTP, ${String(slowest('command line'))} ms by command`
  );
};

test('while the standby stands still, and after it', { timeout: hangMs + 120_000 }, () =>
  recordFault('freeze the synchronous standby', async (record) => {
    const victims = await Promise.all(
      Array.from({ length: 60 }, async () => (await stack.accounts.create({})).id),
    );
    const beganAt = Date.now();
    const goOn = await database.standby.freeze();
    const seen = await watch(beganAt + hangMs, victims).finally(goOn);
    const endedAt = Date.now();
    while (Date.now() < endedAt + answeredWithinMs && ledger.backAfterMs(endedAt) === Infinity)
      await pause(50);
    const during = ledger.between(beganAt);
    const slowest = Math.max(...during.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
    record.rounds();
    record.backAfter(ledger.backAfterMs(endedAt));
    await record.ledger(during, stack.database);
    record.note(`For ${String(hangMs / 1000)} s: ${describe(seen)}.`);
    process.stdout.write(
      `standby stopped for ${String(hangMs / 1000)} s: ${describe(seen)}; ${describeStatuses(during)}; slowest ${String(slowest)} ms; ` +
        `first token after ${String(ledger.backAfterMs(endedAt))} ms\n`,
    );
    for (const [name, most] of Object.entries(backendsMax)) {
      expect(Math.max(...seen.backends.map((each) => each.get(name) ?? 0)), name).toBeLessThanOrEqual(most);
    }
    const wrong = seen.attempts.filter(
      ({ by, outcome, tookMs }) =>
        !['unknown', 'not done'].includes(outcome) ||
        tookMs > (by === 'HTTP' ? revokedWithinMs : commandWithinMs),
    );
    expect(wrong).toEqual([]);
    expect(seen.attempts.filter(({ by }) => by === 'command line').length).toBeGreaterThanOrEqual(
      Math.floor(hangMs / 20_000),
    );
    expect(ledger.backAfterMs(endedAt)).toBeLessThan(answeredWithinMs);
    expect(slowest).toBeLessThan(answeredWithinMs);
    const others = during.filter(({ status }) => status !== 201);
    expect(others.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual(
      [],
    );
    // Nothing was acknowledged while no standby could have it.
    const early = during.filter(({ sentAt, status }) => status === 201 && sentAt > beganAt + 500);
    expect(early.filter(({ answeredAt }) => answeredAt < endedAt)).toEqual([]);
    // In force at the primary, so that the accounts get no token; what was not done is not.
    for (const { accountId, outcome } of seen.attempts) {
      if (accountId === victims.at(-1)) continue;
      expect(await statusOf(accountId)).toBe(outcome === 'unknown' ? 'suspended' : 'active');
    }
    const [account = ''] = victims.slice(-1);
    expect(await operator.overHttp(account, 'again-and-again')).toMatchObject({ outcome: 'done' });
    expect(await operator.atCommandLine(victims[0] ?? '')).toMatchObject({ outcome: 'done' });
  }),
);

test('every token that a client holds has its record, also at the standby', { timeout: 60_000 }, async () => {
  await ledger.stop();
  await pause(1000);
  for (const each of [stack.database, { ...stack.database, sql: database.standby.sql }]) {
    const compared = await compareWithRecords(ledger, each);
    expect(compared.tokens).toBeGreaterThan(100);
    expect(compared.withoutRecord).toEqual([]);
    expect(compared.twice).toEqual([]);
  }
});
