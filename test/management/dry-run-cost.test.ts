import { expect, test } from 'vitest';
import { Accounts } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { recordStatements, sentTo } from '../support/sent-statements.js';
import { dryRunOf } from './dry-runs.js';
import { openTestManagement, tester } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

const sent = recordStatements();
const { database, whole, pepper } = await openTestManagement();
const caller = { ...tester, dryRun: false };
const management = useCasesOf(whole, caller);
const accounts = new Accounts(database, pepper);
const { certPem, fingerprint } = await makeCertificate();

/** The cheapest of five dry runs: what else this process asks the database meanwhile is counted too. */
const cheapestDryRun = async (): ReturnType<typeof dryRun> => {
  const runs = [];
  for (let nth = 0; nth < 5; nth += 1) runs.push(await dryRun());
  const statements = Math.min(...runs.map((run) => run.statements));
  return { named: Math.max(...runs.map((run) => run.named)), statements };
};

/** Revokes the certificate as a dry run: how many accounts it names, and what it asks the database. */
const dryRun = async (): Promise<{ named: number; statements: number }> => {
  sent.length = 0;
  const effect = await dryRunOf(caller, () => management.revokeCertificate.run({ fingerprint }));
  const own = sentTo(sent, database.appUrl);
  return { named: effect?.accounts.length ?? 0, statements: own.length };
};

test('a dry run reads all accounts together that a change affects: it holds their locks meanwhile', async () => {
  await accounts.create({ certificate: certPem });
  // What a connection is asked once does not count.
  await dryRun();
  const one = await cheapestDryRun();
  expect(one.named).toBe(1);
  for (let more = 0; more < 7; more += 1) await accounts.create({ certificate: certPem });
  const eight = await cheapestDryRun();
  expect(eight.named).toBe(8);
  expect(eight.statements).toBeLessThanOrEqual(one.statements);
});
