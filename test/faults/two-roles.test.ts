import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenerSecrets } from '../http/nginx/support.js';
import { type FaultRecord, recordFault } from './fault-record.js';
import { type Client, describeStatuses, expectEveryTokenRecorded, Ledger, openClient } from './ledger.js';
import { FaultsOperator } from './operator.js';
import { openDurableDatabase, openOperatorsStack, type OperatorsStack, type Supervised } from './stack.js';

/**
 * One process issues tokens, another one manages, each with its own database login, behind one NGINX. What happens to the
 * one costs the other nothing.
 */
const connections = 8;
const clientCount = 4;

let stack: OperatorsStack;
let issue: Supervised;
let manage: Supervised;
let clients: Client[];
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack({}, openDurableDatabase, ['issue', 'manage']);
  const [first, second] = stack.applications;
  if (!first || !second) throw new Error('two processes were expected');
  [issue, manage] = [first, second];
  clients = await Promise.all(Array.from({ length: clientCount }, () => openClient(stack)));
  ledger = new Ledger(stack.proxy, clients);
  ledger.start(connections);
  await pause(2000);
}, 120_000);
afterAll(() => ledger.stop());

const tokenOf = async ({ account, certificate }: Client): Promise<{ status: number; token: string }> => {
  const { status, body } = await stack.proxy.ask('tls', {
    client: certificate,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: account.clientId, clientSecret: account.clientSecret }),
  });
  const { access_token: token = '' } = JSON.parse(body) as { readonly access_token?: string };
  return { status, token };
};

const ownAccount = async ({ certificate }: Client, token: string): Promise<number | null> => {
  const answer = await stack.proxy
    .ask('tls', {
      method: 'GET',
      path: '/api/account',
      client: certificate,
      headers: { authorization: `Bearer ${token}` },
    })
    .catch(() => null);
  return answer?.status ?? null;
};

/** Every token request of that time got its token. */
const expectOnlyTokens = async (record: FaultRecord, what: string, fromMs: number): Promise<void> => {
  // What was sent last is answered too.
  await pause(500);
  const during = ledger.between(fromMs, Date.now() - 400);
  process.stdout.write(`${what}: ${describeStatuses(during)}\n`);
  record.rounds();
  await record.ledger(during, stack.database);
  expect(during.length).toBeGreaterThan(50);
  expect(during.filter(({ status }) => status !== 201)).toEqual([]);
};

const untilAnswers = async (ask: () => Promise<number | null>, wanted: number): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while ((await ask()) !== wanted) {
    if (Date.now() > deadline) throw new Error(`no ${String(wanted)} within 20 s`);
    await pause(100);
  }
};

test(
  'kill -9 of the managing process: every token request succeeds, and management comes back',
  { timeout: 60_000 },
  () =>
    recordFault('kill the managing process', async (record) => {
      const [client] = clients;
      if (!client) throw new Error('there is no client');
      const { token } = await tokenOf(client);
      for (let round = 0; round < 3; round += 1) {
        const from = Date.now();
        const starts = manage.starts();
        process.kill(manage.pid(), 'SIGKILL');
        while (manage.starts() === starts) await pause(20);
        await pause(1500);
        await expectOnlyTokens(record, 'the managing process was killed', from);
        await untilAnswers(() => ownAccount(client, token), 200);
      }
    }),
);

test('a managing process that hangs holds up no token', { timeout: 60_000 }, () =>
  recordFault('freeze the managing process', async (record) => {
    const from = Date.now();
    process.kill(manage.pid(), 'SIGSTOP');
    await pause(4000);
    await expectOnlyTokens(record, 'the managing process hung', from);
    process.kill(manage.pid(), 'SIGCONT');
  }),
);

test('a flood at self-service costs no token', { timeout: 90_000 }, () =>
  recordFault('flood self-service', async (record) => {
    const flooding = await openClient(stack);
    const { token } = await tokenOf(flooding);
    await untilAnswers(() => ownAccount(flooding, token), 200);
    const from = Date.now();
    const until = from + 5000;
    const answers = new Map<number | null, number>();
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        while (Date.now() < until) {
          const status = await ownAccount(flooding, token);
          answers.set(status, (answers.get(status) ?? 0) + 1);
        }
      }),
    );
    process.stdout.write(`the flood: ${JSON.stringify([...answers])}\n`);
    record.note(
      `Responses to the flood: ${[...answers].map(([status, n]) => `${String(n)} x ${String(status)}`).join(', ')}.`,
    );
    await expectOnlyTokens(record, 'self-service was flooded', from);
  }),
);

test(
  'kill -9 of the issuing process: an operator signs in and suspends, and the account gets no token after it is back',
  { timeout: 90_000 },
  () =>
    recordFault('kill the issuing process', async (record) => {
      for (let round = 0; round < 3; round += 1) {
        const victim = await openClient(stack);
        expect((await tokenOf(victim)).status).toBe(201);
        const starts = issue.starts();
        process.kill(issue.pid(), 'SIGKILL');
        const operator = await FaultsOperator.open(stack);
        const attempt = await operator.overHttp(victim.account.id);
        process.stdout.write(
          `suspended in ${String(attempt.tookMs)} ms while the issuing process was down\n`,
        );
        expect(attempt.outcome).toBe('done');
        record.rounds();
        record.note(`The suspension took ${String(attempt.tookMs)} ms.`);
        expect(attempt.tookMs).toBeLessThan(3000);
        while (issue.starts() === starts) await pause(20);
        await untilAnswers(async () => (await tokenOf(victim).catch(() => null))?.status ?? null, 401);
      }
    }),
);

test(
  'an issuing process that hangs keeps no operator from signing in and revoking',
  { timeout: 90_000 },
  () =>
    recordFault('freeze the issuing process', async (record) => {
      const victim = await openClient(stack);
      process.kill(issue.pid(), 'SIGSTOP');
      try {
        const operator = await FaultsOperator.open(stack);
        const attempt = await operator.overHttp(victim.account.id);
        process.stdout.write(`suspended in ${String(attempt.tookMs)} ms while the issuing process hung\n`);
        record.rounds();
        record.note(`The suspension took ${String(attempt.tookMs)} ms.`);
        // A record that hangs in the middle holds the barrier, and the operator is told so: it is done, run it again.
        expect(attempt.outcome).toMatch(/^done$|it is done/);
      } finally {
        process.kill(issue.pid(), 'SIGCONT');
      }
      await untilAnswers(async () => (await tokenOf(victim).catch(() => null))?.status ?? null, 401);
    }),
);

test('with the proxy secrets of the issuing process no handshake can be claimed at the managing one', async () => {
  const [client] = clients;
  const port = stack.applicationPorts[1];
  if (!client) throw new Error('there is no client');
  const { token } = await tokenOf(client);
  const claimed = (secret: string) =>
    fetch(`http://127.0.0.1:${String(port)}/api/account`, {
      headers: {
        authorization: `Bearer ${token}`,
        'x-portaria-listener': secret,
        'x-real-ip': '127.0.0.1',
        'x-ssl-client-cert': encodeURIComponent(client.certificate.certPem),
        'x-ssl-client-verify': 'SUCCESS',
      },
    });
  for (const known of ['tls', 'header', 'gateway'] as const)
    expect((await claimed(listenerSecrets[known])).status).toBe(403);
});

test('every token that a client holds has its record, exactly one', { timeout: 60_000 }, () =>
  expectEveryTokenRecorded(ledger, stack.database),
);
