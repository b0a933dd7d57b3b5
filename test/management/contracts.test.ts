import { expect, test } from 'vitest';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const { id: account } = await management.createAccount.run({ name: 'Loja' });
const issue = async (): Promise<string> =>
  (await management.createCredential.run({ account })).credential.clientId;
const factsOf = async (clientId: string): Promise<number> =>
  (await database.sql(`SELECT FROM revocation WHERE kind = 'credential' AND subject = $1`, [clientId]))
    .length;

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
  expect(await factsOf(clientId)).toBe(0);
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
  expect(await factsOf(clientId)).toBe(1);
  const {
    credential: { contracts },
  } = await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'off' });
  expect(contracts).toEqual([{ contract: 'avista', policy: 'tls' }]);
  expect(await factsOf(clientId)).toBe(2);
});

test('saying what is so already ends no token', async () => {
  const clientId = await issue();
  await management.setContractPolicy.run({ clientId, contract: 'avista', policy: 'tls' });
  await management.setContractPolicy.run({ clientId, contract: 'realm', policy: 'off' });
  expect(await factsOf(clientId)).toBe(0);
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
