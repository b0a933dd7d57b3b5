import pg from 'pg';
import { expect, test } from 'vitest';
import { openAuditCheck } from '../../src/app/open-audit-check.js';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement } from './open-test-management.js';

const { database, management } = await openTestManagement();
await management.createAccount.run({ name: 'Loja', scopes: ['pix:read'] });

let nowMs = 0;
const opened = openAuditCheck(
  { url: () => database.appUrl, timeoutMs: 5000 },
  { monotonicClock: () => nowMs, processClock: () => 1_700_000_000_000, chance: () => 0 },
);
afterFile(() => opened.close());
const { check } = opened;
const running = new AbortController().signal;
const hourMs = 3_600_000;

test('a look is due at the start and then about every hour, and finds what is planted and what is broken', async () => {
  expect(check.state).toBeNull();
  expect(await check.checkIfDue(running)).toBe(true);
  expect(check.state).toEqual({ chainValid: true, unexplained: 0, at: new Date(1_700_000_000_000) });
  await database.sql(`UPDATE account SET scopes = '{pix:write}'`);
  expect(await check.checkIfDue(running)).toBe(false);
  nowMs += hourMs;
  expect(await check.checkIfDue(running)).toBe(true);
  expect(check.state).toMatchObject({ chainValid: true, unexplained: 1 });
  await database.sql(`UPDATE audit_event SET actor_name = 'x'`);
  nowMs += hourMs;
  expect(await check.checkIfDue(running)).toBe(true);
  expect(check.state).toMatchObject({ chainValid: false, unexplained: 0 });
});

test('while another process reads the trail this one waits, and does not forget what it saw', async () => {
  const before = check.state;
  nowMs += hourMs;
  const other = new pg.Client(database.appUrl);
  await other.connect();
  await other.query('SELECT pg_advisory_lock($1)', [advisoryLocks.auditVerification]);
  expect(await check.checkIfDue(running)).toBe(false);
  expect(check.state).toBe(before);
  await other.end();
  await expect.poll(() => check.checkIfDue(running)).toBe(true);
});

test('a process that ends does not wait for its look', async () => {
  nowMs += hourMs;
  expect(await check.checkIfDue(AbortSignal.abort())).toBe(false);
});
