import { expect, test } from 'vitest';
import { IdempotentReplay } from '../../src/core/shared/idempotency.js';
import { accountIdFrom } from '../../src/core/shared/ids.js';
import type { UseCase } from '../../src/management/use-case.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { executorOn, tester } from '../management/open-test-management.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';

test('more revocations than a statement has parameters (65,535) are moved past the barrier, and acknowledged', async () => {
  const database = await makeDatabase();
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
  afterFile(() => connection.close());
  const [account] = await database.sql<{ id: string }>(
    `INSERT INTO account (name, kind, status, scopes) VALUES ('Loja', 'merchant', 'active', '{}') RETURNING id`,
  );
  const accountId = accountIdFrom(account?.id ?? '');
  // The rows are as the revoking process left them when it was cut off before the barrier.
  await database.sql(
    `WITH facts AS (
       INSERT INTO revocation (kind, subject, effective_at, expires_at)
       SELECT 'refresh-family', gen_random_uuid()::text, now() - interval '1 minute', now() FROM generate_series(1, 70000)
       RETURNING id)
     INSERT INTO idempotency (account_id, key, request_digest, outcome, facts, acknowledged)
     SELECT $1, 'k', 'd', 'null', array_agg(id), false FROM facts`,
    [accountId],
  );
  const idempotency = { key: 'k', requestDigest: 'd', outcomeOf: () => null };
  const caller = { ...tester, actor: { ...tester.actor, accountId }, idempotency };
  const nothing: UseCase<null, null> = {
    action: 'account.suspend',
    targetsOf: () => ({}),
    prepare: () => ({ kind: 'revokes', run: () => Promise.resolve(null) }),
  };
  const repeat = executorOn(connection).execute(caller, nothing, null);
  await expect(repeat).rejects.toBeInstanceOf(IdempotentReplay);
  const [row] = await database.sql(
    `SELECT count(*)::integer AS moved FROM revocation WHERE effective_at > now() - interval '30 seconds' AND expires_at > now()`,
  );
  expect(row).toEqual({ moved: 70_000 });
  const [kept] = await database.sql(`SELECT acknowledged, facts FROM idempotency WHERE key = 'k'`);
  expect(kept).toEqual({ acknowledged: true, facts: [] });
});
