import { expect, test } from 'vitest';
import type { AccountId } from '../../src/core/shared/ids.js';
import type { UseCase } from '../../src/management/use-case.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { afterFile } from '../support/cleanup.js';
import { executorOn, openTestManagement, refusalOf, tester } from './open-test-management.js';

const { database, management } = await openTestManagement();
const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
afterFile(() => connection.close());
const executor = executorOn(connection);

/** Renames two accounts, one after the other, and counts how often it was begun. */
const renameBoth = (order: readonly AccountId[], begun: { times: number }): UseCase<string, string> => ({
  action: 'account.update',
  targetsOf: () => ({}),
  prepare: (name) => ({
    kind: 'changes',
    run: async (tx) => {
      begun.times += 1;
      for (const id of order) {
        await tx.accounts.update(await tx.accounts.lock(id), { name });
        // So that the other change has the other account by now.
        if (begun.times === 1) await new Promise((resolve) => setTimeout(resolve, 300));
      }
      return name;
    },
  }),
});

test('of two changes that wait for each other the one that the database ends is done again, as a whole', async () => {
  const [one, other] = [
    await management.createAccount.run({ name: 'One' }),
    await management.createAccount.run({ name: 'Other' }),
  ];
  const begun = [{ times: 0 }, { times: 0 }] as const;
  const names = await Promise.all([
    executor.execute(tester, renameBoth([one.id, other.id], begun[0]), 'first'),
    executor.execute(tester, renameBoth([other.id, one.id], begun[1]), 'second'),
  ]);
  expect(names).toEqual(['first', 'second']);
  // The retry may take its first row before the other change is woken, and then be ended again.
  expect(begun[0].times + begun[1].times).toBeGreaterThanOrEqual(3);
  const [a, b] = [await management.showAccount.run(one.id), await management.showAccount.run(other.id)];
  expect(a.account.name).toBe(b.account.name);
  const { events } = await management.listAudit.run({ action: 'account.update' });
  expect(events.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
});

test('one that the database ends three times is refused, and the trail says so', async () => {
  // A sequence goes on although the transaction ends.
  await database.sql(`
    CREATE SEQUENCE tried;
    GRANT USAGE ON SEQUENCE tried TO portaria_app;
    CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM nextval('tried');
      RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
    END $$;
    CREATE TRIGGER end_it BEFORE INSERT ON account FOR EACH ROW WHEN (NEW.name = 'Unlucky') EXECUTE FUNCTION end_it();
  `);
  expect(await refusalOf(management.createAccount.run({ name: 'Unlucky' }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Try again'),
  });
  expect(await database.sql('SELECT last_value::integer AS times FROM tried')).toEqual([{ times: 3 }]);
  const { events } = await management.listAudit.run({ limit: 1 });
  expect(events[0]).toMatchObject({ action: 'account.create', outcome: 'refused' });
});
