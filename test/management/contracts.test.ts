import { expect, test } from 'vitest';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const { id: account } = await management.createAccount.run({ name: 'Loja' });
const issue = async (): Promise<string> =>
  (await management.createCredential.run({ account })).credential.clientId;
/** When the tokens of the credential were ended, in seconds since 1970; `null`: never. */
const endedAt = async (clientId: string): Promise<number | null> => {
  const [row] = await database.sql<{ at: number | null }>(
    `SELECT extract(epoch FROM max(effective_at))::float8 AS at FROM revocation WHERE kind = 'credential' AND subject = $1`,
    [clientId],
  );
  return row?.at ?? null;
};

test('widening, or adding a contract, ends no token', async () => {
  const clientId = await issue();
  await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'tls' });
  await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'header' });
  const {
    credential: { contracts },
  } = await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'none' });
  expect(contracts).toEqual([
    { contract: 'avista', policy: 'tls' },
    { contract: 'pix', policy: 'none' },
  ]);
  expect(await endedAt(clientId)).toBeNull();
});

test('narrowing, or taking a contract away, ends the tokens of the credential', async () => {
  const clientId = await issue();
  await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'none' });
  const { credential: narrowed } = await management.setContractPolicy.run({
    clientId,
    contract: 'pix',
    policy: 'tls',
  });
  expect(narrowed.contracts).toContainEqual({ contract: 'pix', policy: 'tls' });
  const narrowedAt = await endedAt(clientId);
  expect(narrowedAt).not.toBeNull();
  const {
    credential: { contracts },
  } = await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'off' });
  expect(contracts).toEqual([{ contract: 'avista', policy: 'tls' }]);
  // A repeated revocation moves the one that there is.
  expect(await endedAt(clientId)).toBeGreaterThan(narrowedAt ?? Infinity);
});

test('saying what is so already ends no token', async () => {
  const clientId = await issue();
  await management.setContractPolicy.run({ clientId, contract: 'avista', policy: 'tls' });
  await management.setContractPolicy.run({ clientId, contract: 'realm', policy: 'off' });
  expect(await endedAt(clientId)).toBeNull();
});

test.each([
  ['avista', 'none', 'policy'],
  ['avista', 'some', 'policy'],
  ['other', 'tls', 'contract'],
  ['other', 'off', 'contract'],
])('%s with policy %s is refused', async (contract, policy, field) => {
  const clientId = await issue();
  const work = management.setContractPolicy.run({ clientId, contract, policy });
  expect(await refusalOf(work)).toMatchObject({ code: 'invalid', field });
});
