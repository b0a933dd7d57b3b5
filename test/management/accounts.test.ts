import { expect, test } from 'vitest';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { management } = await openTestManagement();

test('an account opens as an active merchant with the standard scopes', async () => {
  const account = await management.createAccount.run({
    name: '  Loja Exemplo  ',
    taxId: '12.abc.345/01de-35',
  });
  expect(account).toMatchObject({
    name: 'Loja Exemplo',
    taxId: '12ABC34501DE35',
    kind: 'merchant',
    status: 'active',
    scopes: ['pix:read', 'pix:write', 'balance:read'],
    networks: [],
    version: 1,
  });
  expect((await management.showAccount.run(account.id)).account).toEqual(account);
});

test('networks are kept as the database understands them', async () => {
  const networks = ['203.0.113.0/24', '2001:db8::/32', '198.51.100.7'];
  const account = await management.createAccount.run({ name: 'Nets', networks });
  expect(account.networks).toEqual(['203.0.113.0/24', '2001:db8::/32', '198.51.100.7/32']);
});

test.each([
  [{ name: '' }, 'name'],
  [{ name: ' \t ' }, 'name'],
  [{ name: 'a'.repeat(201) }, 'name'],
  [{ name: 'a\nb' }, 'name'],
  [{ name: 'a\0b' }, 'name'],
  [{ name: 'a\u{1b}[31mb' }, 'name'],
  [{ name: 'a\ud800' }, 'name'],
  [{ name: 'a', taxId: '123' }, 'tax id'],
  [{ name: 'a', taxId: '123456780001AB' }, 'tax id'],
  [{ name: 'a', taxIdOnCertificate: true }, 'tax id'],
  [{ name: 'a', scopes: ['two words'] }, 'scope'],
  [{ name: 'a', scopes: ['quo"te'] }, 'scope'],
  [{ name: 'a', scopes: [''] }, 'scope'],
  [{ name: 'a', networks: ['everywhere'] }, 'network'],
  [{ name: 'a', networks: ['203.0.113.7/24'] }, 'network'],
  [{ name: 'a', networks: ['300.1.1.1/8'] }, 'network'],
  [{ name: 'a', networks: ['10.0.0.0/33'] }, 'network'],
  [{ name: 'a', networks: ["10.0.0.0/8'"] }, 'network'],
])('%j is refused, and the field is named', async (input, field) => {
  const refusal = await refusalOf(management.createAccount.run(input));
  expect(refusal).toMatchObject({ code: 'invalid', field });
  expect(refusal.message).toMatch(new RegExp(`^${field}: `));
});

test('a scope that the admin API does not know is refused for an operator, with those that it knows', async () => {
  const words = `scope: must be scopes of the admin API: ${operatorScopes.join(', ')}`;
  const misspelt = ['admin:read', 'admin:wirte'];
  const created = management.createAccount.run({ name: 'Ana', kind: 'operator', scopes: misspelt });
  expect(await refusalOf(created)).toMatchObject({ code: 'invalid', field: 'scope', message: words });
  const { id: account } = await management.createAccount.run({ name: 'Ana', kind: 'operator' });
  const updated = management.updateAccount.run({ account, scopes: misspelt });
  expect(await refusalOf(updated)).toMatchObject({ code: 'invalid', field: 'scope', message: words });
  expect((await management.updateAccount.run({ account, scopes: ['audit:read'] })).scopes).toEqual([
    'audit:read',
  ]);
});

test('the scopes of a merchant are the words of their APIs', async () => {
  const { scopes } = await management.createAccount.run({ name: 'Loja', scopes: ['admin:wirte'] });
  expect(scopes).toEqual(['admin:wirte']);
});

test.each(['0', '-1', 'abc', '1.5', '9223372036854775808', ''])('%j is no account id', async (id) => {
  expect(await refusalOf(management.showAccount.run(id))).toMatchObject({
    code: 'invalid',
    field: 'account',
  });
});

test('an account that is not there is not found, by every use case', async () => {
  const id = '9223372036854775807';
  const cases = [
    () => management.showAccount.run(id),
    () => management.suspendAccount.run(id),
    () => management.reactivateAccount.run(id),
    () => management.createCredential.run({ account: id }),
    () => management.unlinkCertificate.run({ account: id, fingerprint: 'ab'.repeat(32) }),
  ];
  for (const work of cases)
    expect(await refusalOf(work())).toMatchObject({ code: 'not_found', field: 'account' });
});

test('accounts are listed by id, narrowed by status, kind and a part of the name', async () => {
  const one = await management.createAccount.run({ name: 'Padaria 100%' });
  const two = await management.createAccount.run({ name: 'PADARIA Dois' });
  await management.suspendAccount.run(two.id);
  const ids = async (filter: Parameters<typeof management.listAccounts.run>[0]): Promise<string[]> =>
    (await management.listAccounts.run(filter)).map(({ id }) => id);
  expect(await ids({ name: 'padaria' })).toEqual([one.id, two.id]);
  expect(await ids({ name: '0%' })).toEqual([one.id]);
  expect(await ids({ name: 'padaria', status: 'suspended' })).toEqual([two.id]);
  expect(await ids({ name: 'padaria', kind: 'operator' })).toEqual([]);
});
