import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { send } from '../support/ask.js';
import { afterFile } from '../support/cleanup.js';
import { openAdmin } from './proxied-admin-api.js';

/**
 * Attack: an operator who may only read asks, within the rate limits, for what takes long, and another operator cannot
 * revoke meanwhile. What takes long is here what waits for a table.
 */
const proxied = await openAdmin();
const reader = await proxied.operator();
const revoker = await proxied.operator();
const owner = new pg.Client(proxied.app.database.ownerUrl);
await owner.connect();
afterFile(() => owner.end());

const whileLocked = async <T>(table: string, work: () => Promise<T>): Promise<T> => {
  await owner.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  try {
    return await work();
  } finally {
    await owner.query('ROLLBACK');
  }
};
const manyOf = (times: number, what: string) => Array.from({ length: times }, () => reader.ask(what));
const metrics = async (): Promise<string> =>
  (await send({ port: proxied.app.port, method: 'GET', path: '/metrics', headers: {} })).body;
const statusesOf = async (asked: readonly Promise<{ status: number }>[]): Promise<number[]> =>
  (await Promise.all(asked)).map(({ status }) => status).sort();

test('an operator revokes within a second while another one reads as much as they can', async () => {
  const { asked, tookMs, revoked } = await whileLocked('refusal', async () => {
    const asked = manyOf(8, 'GET /refusals?account=1');
    await expect
      .poll(metrics, { timeout: 5000 })
      .toMatch(/^portaria_database_statements_waiting\{pool="management"\} 6$/m);
    const begunMs = performance.now();
    const revoked = await revoker.ask(`POST /accounts/${reader.id}/suspend`);
    return { asked, revoked, tookMs: performance.now() - begunMs };
  });
  expect(revoked.status, revoked.body).toBe(200);
  expect(tookMs).toBeLessThan(1000);
  expect(await statusesOf(asked)).toEqual(Array.from({ length: 8 }, () => 200));
  await revoker.ask(`POST /accounts/${reader.id}/reactivate`);
});

test('one verification of the trail runs at a time, two wait, and the others are told to come back', async () => {
  const other = await proxied.operator();
  const verify = () => other.ask('GET /audit/verify');
  const asked = await whileLocked('audit_anchor', async () => {
    const three = [verify(), verify(), verify()];
    await pause(500);
    const fourth = await verify();
    expect([fourth.status, fourth.json['code']]).toEqual([503, 'unavailable']);
    expect(Number(fourth.headers['retry-after'])).toBeGreaterThan(0);
    return three;
  });
  expect(await statusesOf(asked)).toEqual([200, 200, 200]);
  expect((await verify()).status).toBe(200);
});
