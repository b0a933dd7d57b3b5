import pg from 'pg';
import { expect, test } from 'vitest';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';
import { detachHalfway } from '../support/partitions.js';
import { startDoctorStack } from './support.js';

const stack = await startDoctorStack();
const { database } = stack.app;

test('a partition whose detach was interrupted, and one that is detached', async () => {
  // Otherwise the running process attaches the partition again, as soon as doctor has asked for its health.
  const maintenance = new pg.Client(database.adminUrl);
  await maintenance.connect();
  await maintenance.query(`SELECT pg_advisory_lock(${String(advisoryLocks.partitions)})`);
  const name = await detachHalfway(database, 'refusal');
  const pending = await stack.examine();
  expect(pending.check('partitions')).toMatchObject({
    result: 'problem',
    message: `The detach of ${name} began and did not end, so no record goes into it.`,
    fix: expect.stringContaining('portaria migrate'),
  });
  await database.sql(`ALTER TABLE refusal DETACH PARTITION ${name} FINALIZE`);
  const detached = await stack.examine();
  expect(detached.check('partitions').message).toMatch(`The partition ${name} is detached`);
  await maintenance.end();
  await database.sql(`SELECT make_day_partition('refusal', (now() AT TIME ZONE 'UTC')::date)`);
});
