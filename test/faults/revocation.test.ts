import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Management } from '../../src/management/management.js';
import { tester, wholeManagementOn } from '../management/open-test-management.js';
import { type Client, compareWithRecords, describeStatuses, Ledger } from './ledger.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * An account is suspended while its program asks for tokens over two processes, also while one of
 * them is frozen in the middle of a request. From the acknowledgement on no request gets a token,
 * and no record of one is committed: PostgreSQL keeps the time of each commit.
 */
const trials = Number(process.env['PORTARIA_FAULTS_TRIALS'] ?? 20);
const connections = 12;

let stack: OperatorsStack;
let management: Management;
beforeAll(async () => {
  stack = await openOperatorsStack();
  const pepper = Buffer.from(stack.environment['PORTARIA_PEPPER'] ?? '', 'base64');
  management = wholeManagementOn(stack.database.appUrl, pepper);
}, 120_000);

interface Acknowledged {
  readonly client: Client;
  readonly atMs: number;
  readonly tookMs: number;
}

const suspend = async (client: Client): Promise<Acknowledged> => {
  const beganAt = performance.now();
  await management.executor.execute(tester, management.accounts.suspend, client.account.id);
  return { client, atMs: Date.now(), tookMs: performance.now() - beganAt };
};

const openClient = async (): Promise<Client> => {
  const certificate = await stack.proxy.issue();
  return { certificate, account: await stack.accounts.open({ certificate: certificate.certPem }) };
};

/** Records of the account that were committed after a time. */
const committedAfter = async ({ client, atMs }: Acknowledged): Promise<number> => {
  const [row] = await stack.database.sql<{ n: string }>(
    `SELECT count(*) AS n FROM token_issuance
     WHERE account_id = $1 AND pg_xact_commit_timestamp(xmin) > to_timestamp($2::float8 / 1000)`,
    [client.account.id, atMs],
  );
  return Number(row?.n);
};

const trial = async (frozen: boolean): Promise<{ ledger: Ledger; ended: Acknowledged }> => {
  const client = await openClient();
  const ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections, 0);
  await pause(250 + Math.random() * 250);
  const [application] = stack.applications;
  if (frozen && application) process.kill(application.pid(), 'SIGSTOP');
  const ended = await suspend(client);
  await pause(300);
  if (frozen && application) process.kill(application.pid(), 'SIGCONT');
  await pause(300);
  await ledger.stop();
  return { ledger, ended };
};

test.each([
  ['under load', false],
  ['while one process is frozen', true],
])('a suspension, %s', { timeout: 240_000 }, async (name, frozen) => {
  const took: number[] = [];
  let tokens = 0;
  for (let n = 0; n < trials; n += 1) {
    const { ledger, ended } = await trial(frozen);
    const after = ledger.between(ended.atMs);
    took.push(ended.tookMs);
    const compared = await compareWithRecords(ledger, stack.database);
    tokens += compared.tokens;
    expect(compared.withoutRecord).toEqual([]);
    expect(
      after.filter(({ status }) => status === 201),
      describeStatuses(after),
    ).toEqual([]);
    expect(await committedAfter(ended)).toBe(0);
  }
  took.sort((one, other) => one - other);
  const middle = took[Math.floor(took.length / 2)] ?? 0;
  process.stdout.write(
    `${name}: ${String(trials)} suspensions, ${String(tokens)} tokens; acknowledged after ${middle.toFixed(0)} ms in the middle, ` +
      `${(took.at(-1) ?? 0).toFixed(0)} ms at most\n`,
  );
  expect(tokens).toBeGreaterThan(trials);
});
