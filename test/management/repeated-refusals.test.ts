import pg from 'pg';
import { expect, test } from 'vitest';
import { type Caller, emptyRequestContext } from '../../src/core/audit/operation.js';
import { type ClientId, requestIdFrom } from '../../src/core/shared/ids.js';
import { ManagementError } from '../../src/core/shared/management-error.js';
import type { UpdateAccountInput } from '../../src/management/accounts/update-account.js';
import { Database } from '../../src/storage/database.js';
import { RefusedChangeSummaries } from '../../src/storage/maintenance/refused-change-summaries.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement, refusalOf, tester, wholeManagementOn } from './open-test-management.js';
import { type TestUseCases, useCasesOf } from './use-cases.js';

const { database, management, whole, pepper } = await openTestManagement();
const { id } = await management.createAccount.run({ name: 'Loja' });

let clients = 0;
/** A client that no other test uses. */
const nextCaller = (): Caller => ({
  ...emptyRequestContext,
  managesOperators: true,
  managesResourceServers: true,
  requestId: requestIdFrom(`request-${String((clients += 1))}`),
  address: '192.0.2.7',
  actor: {
    ...{ kind: 'account', name: 'Loja', accountId: id },
    clientId: `client-${String(clients)}` as ClientId,
  },
});

interface Row {
  readonly id: string;
  readonly reason: string;
  readonly outcome: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly targets: readonly string[];
}

const eventsOf = ({ actor }: Caller): Promise<Row[]> =>
  database.sql<Row>(
    `SELECT id::text, reason, outcome, before, after, targets FROM audit_event WHERE actor_client_id = $1 ORDER BY audit_event.id`,
    [actor.clientId],
  );

const refused = async (caller: Caller, account: string, times: number): Promise<void> => {
  const useCases = useCasesOf(whole, caller);
  for (let turn = 0; turn < times; turn += 1)
    expect(await refusalOf(useCases.suspendAccount.run(account))).toMatchObject({ code: 'not_found' });
};

const passHour = (): Promise<unknown> =>
  database.sql(`UPDATE repeated_refusal SET ends_at = ends_at - interval '1 hour 1 second'`);

const hotPath = new Database({
  url: () => database.appUrl,
  ...{ timeoutMs: 5000, maxInFlight: 2, maxBatchSize: 32, namedStatements: true },
});
afterFile(() => hotPath.close());
const counts = new RefusedChangeSummaries(hotPath);

test('like refusals of an account leave one event at once, and one with their number after the hour', async () => {
  const caller = nextCaller();
  await refused(caller, '987654', 41);
  const [first, ...more] = await eventsOf(caller);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ outcome: 'refused', targets: ['account 987654'], after: null });
  expect(await counts.writeDue()).toBe(0);
  await passHour();
  expect(await counts.writeDue()).toBe(1);
  const [, summary, ...others] = await eventsOf(caller);
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    ...{ outcome: 'refused', targets: ['account 987654'] },
    reason: `${first?.reason ?? ''} (40 more times)`,
  });
  expect(JSON.parse(summary?.after ?? '')).toEqual({
    [`repeats of event ${first?.id ?? ''}`]: { times: 40, lastAt: expect.stringMatching(/Z$/) },
  });
  expect(await counts.writeDue()).toBe(0);
  expect((await management.verifyAudit.run()).broken).toBeNull();
});

test('a refusal for another reason, of another target or of another client has its own event', async () => {
  const [caller, other] = [nextCaller(), nextCaller()];
  const second = (await management.createAccount.run({ name: 'Loja 2' })).id;
  const refuse = async (by: Caller, input: UpdateAccountInput): Promise<void> => {
    const { updateAccount } = useCasesOf(whole, by);
    for (let turn = 0; turn < 3; turn += 1) await refusalOf(updateAccount.run(input));
  };
  await refuse(caller, { account: id, scopes: ['a b'] });
  await refuse(caller, { account: second, scopes: ['a b'] });
  await refuse(caller, { account: id, name: '' });
  await refuse(other, { account: id, scopes: ['a b'] });
  expect((await eventsOf(caller)).map(({ targets }) => targets)).toEqual([
    [`account ${id}`],
    [`account ${second}`],
    [`account ${id}`],
  ]);
  expect(await eventsOf(other)).toHaveLength(1);
});

test('the first one after the hour writes the number of the hour before, and begins anew', async () => {
  const caller = nextCaller();
  await refused(caller, '987654', 5);
  await passHour();
  await refused(caller, '987654', 2);
  const events = await eventsOf(caller);
  expect(events.map(({ after }) => after !== null)).toEqual([false, true, false]);
  expect(events[1]?.after).toContain('"times" : 4');
  await passHour();
  await counts.writeDue();
  expect((await eventsOf(caller))[3]?.after).toContain('"times" : 1');
});

test('one that is not repeated leaves one event, however late one looks', async () => {
  const caller = nextCaller();
  await refused(caller, '987654', 1);
  await passHour();
  await counts.writeDue();
  expect(await eventsOf(caller)).toHaveLength(1);
});

test('of many at once over two processes none is lost', async () => {
  const caller = nextCaller();
  const processes = [
    useCasesOf(whole, caller),
    useCasesOf(wholeManagementOn(database.appUrl, pepper), caller),
  ];
  const asked = Array.from({ length: 20 }, () =>
    processes.map((one) => one.suspendAccount.run('987654')),
  ).flat();
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({ reason: expect.any(ManagementError) as unknown });
  await passHour();
  await Promise.all([counts.writeDue(), counts.writeDue()]);
  const [first, summary, ...others] = await eventsOf(caller);
  expect([first?.after, others]).toEqual([null, []]);
  expect(summary?.after).toContain('"times" : 39');
});

test('what a process counted that is gone is in the trail all the same', async () => {
  const caller = nextCaller();
  const gone = wholeManagementOn(database.appUrl, pepper);
  for (let turn = 0; turn < 6; turn += 1)
    await refusalOf(useCasesOf(gone, caller).suspendAccount.run('987654'));
  await gone.close();
  await passHour();
  await counts.writeDue();
  expect((await eventsOf(caller))[1]?.after).toContain('"times" : 5');
});

/** How many refusals the events tell of: each is one, or has the number of its repeats. */
const toldBy = (events: readonly Row[]): number =>
  events.reduce((sum, { after }) => sum + Number(/"times" : (\d+)/.exec(after ?? '')?.[1] ?? 1), 0);

const madeUp = {
  'an account': (use, turn) => use.suspendAccount.run(String(987_000 + turn)),
  'a client id': (use, turn) => use.revokeCredential.run(`account-9-${hex(turn).slice(-8)}`),
  'a client id of another form': (use, turn) => use.revokeCredential.run(`client-of-${hex(turn)}`),
  'a certificate': (use, turn) => use.revokeCertificate.run({ fingerprint: hex(turn) }),
  'a certificate of the account': (use, turn) =>
    use.unlinkCertificate.run({ account: id, fingerprint: hex(turn) }),
  'an account and a certificate': (use, turn) =>
    use.unlinkCertificate.run({ account: String(987_000 + turn), fingerprint: hex(turn) }),
  'a client CA': (use, turn) => use.removeClientCa.run({ fingerprint: hex(turn) }),
  'a user': (use, turn) => use.disableRealmUser.run(`user-${hex(turn)}`),
  'an account, and a wrong field': (use, turn) =>
    use.updateAccount.run({ account: String(987_000 + turn), scopes: ['a b'] }),
  'a key': (use, turn) => use.revokeKey.run(hex(turn).slice(-16)),
  'a token': (use, turn) =>
    use.revokeTokens.run({ tokenId: `019ab000-0000-7000-8000-${hex(turn).slice(-12)}` }),
} satisfies Record<string, (use: TestUseCases, turn: number) => Promise<unknown>>;
const hex = (turn: number): string => turn.toString(16).padStart(64, '0');

test.each(Object.entries(madeUp))(
  'made-up names leave a handful of events, with their number: %s',
  async (_, ask) => {
    const caller = nextCaller();
    const use = useCasesOf(whole, caller);
    for (let turn = 0; turn < 12; turn += 1) await refusalOf(ask(use, turn));
    expect(await eventsOf(caller)).toHaveLength(1);
    await passHour();
    await counts.writeDue();
    const events = await eventsOf(caller);
    expect(events).toHaveLength(2);
    expect(toldBy(events)).toBe(12);
    // The first event has what was named first; the number is about other names as well.
    expect(events[1]?.targets.join()).not.toMatch(/98700|0000/);
    expect(events[1]?.reason).not.toMatch(/98700|0000/);
  },
);

test('a version that the caller made up is no other reason', async () => {
  const caller = nextCaller();
  for (let version = 100; version < 112; version += 1) {
    const use = useCasesOf(whole, { ...caller, expectedVersion: version });
    expect(await refusalOf(use.suspendAccount.run(id))).toMatchObject({ code: 'stale' });
  }
  expect(await eventsOf(caller)).toHaveLength(1);
});

const eventsOfPeople = (): Promise<Row[]> =>
  database.sql<Row>(
    `SELECT id::text, after, targets, reason FROM audit_event WHERE actor_kind = 'person' ORDER BY audit_event.id`,
  );

test('at the command line every refusal of what exists has its own event', async () => {
  const before = await eventsOfPeople();
  for (let turn = 0; turn < 3; turn += 1)
    await refusalOf(management.updateAccount.run({ account: id, scopes: ['a b'] }));
  expect((await eventsOfPeople()).length - before.length).toBe(3);
});

test('at the command line made-up names of one person share an event', async () => {
  const before = await eventsOfPeople();
  for (let turn = 0; turn < 12; turn += 1) await refusalOf(madeUp['an account'](management, turn));
  const other = { ...tester, actor: { ...tester.actor, name: 'someone@else' } };
  await refusalOf(useCasesOf(whole, other).suspendAccount.run('987001'));
  expect((await eventsOfPeople()).length - before.length).toBe(2);
  await passHour();
  await counts.writeDue();
  expect(toldBy((await eventsOfPeople()).slice(before.length))).toBe(13);
});

test("the application's login may count refusals, but take none back", async () => {
  const login = new pg.Client(database.appUrl);
  await login.connect();
  try {
    for (const forbidden of [
      'UPDATE repeated_refusal SET repeats = 0',
      'DELETE FROM repeated_refusal',
      'TRUNCATE repeated_refusal',
      'INSERT INTO repeated_refusal SELECT * FROM repeated_refusal LIMIT 0',
      'SELECT end_repeated_refusal(r) FROM repeated_refusal r',
    ])
      await expect(login.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
  } finally {
    await login.end();
  }
});
