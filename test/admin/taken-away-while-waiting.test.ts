import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { approve, idIn, openApproving } from './approving.js';
import { type AdminAnswer, openAdmin, type ProxiedAdminApi, type TestOperator } from './proxied-admin-api.js';

const proxied = await openAdmin();
const ana = await proxied.operator();
const approving = await openApproving();

const connectionTo = async ({ app }: ProxiedAdminApi): Promise<pg.Client> => {
  const client = new pg.Client(app.database.ownerUrl);
  await client.connect();
  afterFile(() => client.end());
  return client;
};
const holders = { off: await connectionTo(proxied), on: await connectionTo(approving.proxied) };
afterAll(async () => {
  await Promise.all(Object.values(holders).map((holder) => holder.query('ROLLBACK')));
});

const untilWaiting = async ({ app }: ProxiedAdminApi, count: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const waiting = await app.database.sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length >= count) return;
    await pause(20);
  }
  throw new Error(`fewer than ${String(count)} changes wait`);
};

/** Takes something from an operator whose own change is admitted before that, and is made after it. */
const between = async (
  which: 'on' | 'off',
  take: () => Promise<AdminAnswer>,
  own: () => Promise<AdminAnswer>,
): Promise<AdminAnswer> => {
  const [api, holder] = [which === 'on' ? approving.proxied : proxied, holders[which]];
  await holder.query('BEGIN');
  await holder.query('SELECT FROM audit_head FOR UPDATE');
  const taking = take();
  await untilWaiting(api, 1);
  const asking = own();
  await untilWaiting(api, 2);
  await holder.query('COMMIT');
  expect((await taking).status).toBe(200);
  return asking;
};

type Ask = (eve: TestOperator) => Promise<AdminAnswer>;

const suspend: Ask = ({ id }) => ana.ask(`POST /accounts/${id}/suspend`, { body: {} });
const takings: readonly (readonly [string, Ask, number])[] = [
  ['suspended', suspend, 401],
  ['demoted', ({ id }) => ana.ask(`PATCH /accounts/${id}`, { body: { role: 'support' } }), 403],
  [
    'without the secret',
    ({ clientId, secretId }) => ana.ask(`DELETE /credentials/${clientId}/secrets/${secretId}?force=true`),
    401,
  ],
  ['without the credential', ({ clientId }) => ana.ask(`POST /credentials/${clientId}/revoke`), 401],
  [
    'without the certificate',
    ({ id, certificate }) => ana.ask(`DELETE /accounts/${id}/certificates/${certificate.fingerprint}`),
    401,
  ],
  [
    'with a revoked certificate',
    ({ certificate }) =>
      ana.ask(`POST /certificates/${certificate.fingerprint}/revoke`, { body: { reason: 'keyCompromise' } }),
    401,
  ],
];

const newestEventOf = async ({ id }: TestOperator): Promise<Record<string, unknown>> => {
  const { json } = await ana.ask(`GET /audit?actor=${id}`);
  return (json['items'] as Record<string, unknown>[])[0] ?? {};
};

// Attack: an operator repeats a change until they are suspended. The one that was admitted just before waits, and is made
// after the suspension.
test.each(takings)(
  'an operator who is %s meanwhile makes no change that was admitted before',
  async (_what, take, status) => {
    const eve = await proxied.operator();
    const merchant = await proxied.merchant();
    const answer = await between(
      'off',
      () => take(eve),
      () => eve.ask(`POST /accounts/${merchant.id}/suspend`, { body: {} }),
    );
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const { json } = await ana.ask(`GET /accounts/${merchant.id}`);
    expect(json['status']).toBe('active');
    expect(await newestEventOf(eve)).toMatchObject({
      action: 'account.suspend',
      outcome: 'refused',
      reason: expect.stringMatching(/^token: it/) as string,
    });
  },
);

test.each<[string, Ask, Ask]>([
  [
    'a suspended operator does not reactivate',
    suspend,
    ({ id, ask }) => ask(`POST /accounts/${id}/reactivate`),
  ],
  [
    'a suspended operator does not show a reactivation of',
    suspend,
    ({ id, ask }) => ask(`POST /accounts/${id}/reactivate?dryRun=true`),
  ],
  [
    'a demoted operator does not promote',
    ({ id }) => ana.ask(`PATCH /accounts/${id}`, { body: { role: 'support' } }),
    ({ id, ask }) => ask(`PATCH /accounts/${id}`, { body: { role: 'administrator' } }),
  ],
])('%s themselves', async (_what, take, own) => {
  const eve = await proxied.operator();
  const answer = await between(
    'off',
    () => take(eve),
    () => own(eve),
  );
  expect([401, 403]).toContain(answer.status);
  const { json } = await ana.ask(`GET /accounts/${eve.id}`);
  expect(json['status'] === 'suspended' || json['role'] === 'support').toBe(true);
});

test("of two operators who suspend each other, one is suspended, and the other one's request is refused", async () => {
  const [eve, mallory] = [await proxied.operator(), await proxied.operator()];
  const answers = await Promise.all([
    eve.ask(`POST /accounts/${mallory.id}/suspend`, { body: {} }),
    mallory.ask(`POST /accounts/${eve.id}/suspend`, { body: {} }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  const states = await Promise.all([eve, mallory].map(({ id }) => ana.ask(`GET /accounts/${id}`)));
  expect(states.map(({ json }) => json['status']).sort()).toEqual(['active', 'suspended']);
});

test('what an operator takes from themselves is not refused by it', async () => {
  const eve = await proxied.operator();
  expect((await eve.ask(`POST /accounts/${eve.id}/suspend`, { body: {} })).status).toBe(200);
});

const secretOf = ({ clientId, secretId }: TestOperator): string =>
  `DELETE /credentials/${clientId}/secrets/${secretId}?force=true`;

test('a request for approval is not stored once the secret is revoked that it was sent with', async () => {
  const eve = await approving.proxied.operator();
  const answer = await between(
    'on',
    () => approving.ana.ask(secretOf(eve)),
    () => eve.ask('POST /accounts', { body: { name: 'Zoe', kind: 'operator' } }),
  );
  expect(answer.status).toBe(401);
  const { json } = await approving.ana.ask('GET /approvals?state=pending');
  expect(json['items']).toEqual([]);
});

test('an operator who is suspended meanwhile approves nothing', async () => {
  const eve = await approving.proxied.operator();
  const id = idIn(await approving.ana.ask('POST /accounts', { body: { name: 'Zoe', kind: 'operator' } }));
  const answer = await between(
    'on',
    () => approving.bia.ask(`POST /accounts/${eve.id}/suspend`, { body: {} }),
    () => approve(eve, id),
  );
  expect(answer.status).toBe(401);
  expect((await approving.stored(id))['state']).toBe('pending');
});

test('a request is not approved for an operator who is suspended meanwhile', async () => {
  const eve = await approving.proxied.operator();
  const id = idIn(await eve.ask('POST /accounts', { body: { name: 'Zoe', kind: 'operator' } }));
  const answer = await between(
    'on',
    () => approving.ana.ask(`POST /accounts/${eve.id}/suspend`, { body: {} }),
    () => approve(approving.bia, id),
  );
  expect(answer.status).toBe(422);
  expect((await approving.stored(id))['state']).toBe('pending');
});
