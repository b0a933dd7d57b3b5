import pg from 'pg';
import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';
import { approve, idIn, openApproving } from './approving.js';

const { proxied, ana, bia, stored } = await openApproving();
const { database } = proxied.app;
const askForOperator = (name: string) => ana.ask('POST /accounts', { body: { name, kind: 'operator' } });
const named = async (name: string): Promise<number> =>
  ((await ana.ask(`GET /accounts?name=${name}`)).json['items'] as unknown[]).length;

test('of two approvals at once, one makes the change', async () => {
  const [leo, mia] = [await proxied.operator(), await proxied.operator()];
  const id = idIn(await askForOperator('Nina'));
  const answers = await Promise.all([bia, leo, mia].map((operator) => approve(operator, id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(await named('Nina')).toBe(1);
});

test('after a crash before the commit the request is pending, and then the change is made once', async () => {
  const id = idIn(await askForOperator('Olga'));
  const holder = new pg.Client(database.ownerUrl);
  await holder.connect();
  afterFile(() => holder.end());
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE audit_event IN EXCLUSIVE MODE');
  const crashed = approve(bia, id);
  const pid = await eventually(async () => {
    const { rows } = await holder.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE relation = 'audit_event'::regclass AND NOT granted`,
    );
    return rows[0]?.pid;
  });
  await database.sql('SELECT pg_terminate_backend($1)', [pid]);
  await holder.query('ROLLBACK');
  expect((await crashed).status).toBe(503);
  expect([(await stored(id))['state'], await named('Olga')]).toEqual(['pending', 0]);
  const headers = { 'idempotency-key': 'olga' };
  const approved = await approve(bia, id, headers);
  expect(approved.status).toBe(200);
  // The answer was lost: a repeat under the key gets it again, and one without makes nothing.
  const repeat = await approve(bia, id, headers);
  expect([repeat.headers['idempotency-replayed'], repeat.json]).toEqual(['true', approved.json]);
  expect((await approve(bia, id)).status).toBe(409);
  expect(await named('Olga')).toBe(1);
});

test('when an approval would leave no administrator by now, it is refused', async () => {
  const third = await proxied.operator();
  // A certificate that ends within a week does not count, as that of the operator who approves.
  const long = `UPDATE certificate SET not_after = now() + interval '1 year' WHERE encode(fingerprint, 'hex') = ANY ($1)`;
  await database.sql(long, [[ana, third].map(({ certificate }) => certificate.fingerprint)]);
  const id = idIn(await ana.ask(`PATCH /accounts/${ana.id}`, { body: { role: 'support' } }));
  await database.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [third.id]);
  const answer = await approve(bia, id);
  expect([answer.status, String(answer.json['detail'])]).toEqual([
    422,
    expect.stringMatching(/^operator: no other operator could get a token/),
  ]);
  expect((await stored(id))['state']).toBe('pending');
});
