import { expect, test } from 'vitest';
import { operatorRoleNames, operatorRoles } from '../../src/core/accounts/operator-role.js';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { eventually } from '../http/proxied-app.js';
import { openAdmin, tokenOf } from './proxied-admin-api.js';

const proxied = await openAdmin();
const administrator = await proxied.operator();

const created = async (body: object) => {
  const { certPem: pem } = await proxied.proxy.issue();
  return administrator.ask('POST /operators', { body: { name: 'Ana', pem, ...body } });
};
const accountOf = ({ json }: Awaited<ReturnType<typeof created>>) =>
  json['account'] as { id: string; role: string; scopes: string[] };

test('every operator sees the roles, with their scopes, what these allow, and what people with them do', async () => {
  const auditor = await proxied.operator({ scopes: ['audit:read'] });
  const { status, json, headers } = await auditor.ask('GET /roles');
  expect([status, headers['content-language'], json['nextCursor']]).toEqual([200, 'en', null]);
  const items = json['items'] as { role: string; scopes: string[]; allows: string[]; purpose: string }[];
  expect(items.map(({ role }) => role)).toEqual(operatorRoleNames);
  expect(items.find(({ role }) => role === 'support')).toEqual({
    role: 'support',
    scopes: ['admin:read'],
    allows: ['admin:read'],
    purpose: 'answer merchants and find out why requests are rejected',
  });
  expect(items.at(-1)).toMatchObject({ scopes: operatorRoles.administrator, allows: operatorScopes });
  const portuguese = await auditor.ask('GET /roles', { headers: { 'accept-language': 'pt-BR' } });
  expect(portuguese.headers['content-language']).toBe('pt-BR');
  expect(portuguese.body).toContain('atende lojistas');
  expect((await auditor.ask('GET /roles?limit=2')).status).toBe(400);
});

test.each(operatorRoleNames)(
  'an operator created as %s has its scopes, and is shown with it',
  async (role) => {
    const name = `Ana ${role}`;
    const account = accountOf(await created({ name, role }));
    expect([account.role, account.scopes]).toEqual([role, [...operatorRoles[role]]]);
    expect((await administrator.ask(`GET /accounts/${account.id}`)).json['role']).toBe(role);
    const found = await administrator.ask(`GET /search?q=${encodeURIComponent(name)}`);
    expect(found.json['items']).toContainEqual(expect.objectContaining({ accountId: account.id, role }));
  },
);

test('scopes that no role has are custom, and a merchant has no role', async () => {
  expect(accountOf(await created({ scopes: ['audit:read'] })).role).toBe('custom');
  const merchant = await administrator.ask('POST /accounts', { body: { name: 'Loja' } });
  expect([merchant.status, merchant.json['role']]).toEqual([201, null]);
  const operators = await administrator.ask('GET /accounts?kind=operator&limit=200');
  const roles = (operators.json['items'] as { role: string }[]).map(({ role }) => role);
  expect(roles).toEqual(expect.arrayContaining(['custom', 'administrator']));
});

test('without role and scopes, an operator is an administrator', async () => {
  expect(accountOf(await created({})).role).toBe('administrator');
});

test.each([
  ['a role and scopes', 'POST /operators', { role: 'support', scopes: ['admin:read'] }],
  ['a role that does not exist', 'POST /operators', { role: 'root' }],
  ['the role custom', 'POST /operators', { role: 'custom' }],
  ['a role for a merchant', 'POST /accounts', { name: 'Loja', role: 'support' }],
])('%s is 400 and names the field', async (_name, route, body) => {
  const answer = route === 'POST /operators' ? await created(body) : await administrator.ask(route, { body });
  expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field: 'role' }]]);
});

test('a new role changes the scopes, ends the tokens that had more, and is in the audit trail', async () => {
  const other = await proxied.operator();
  const path = `PATCH /accounts/${other.id}`;
  const changed = await administrator.ask(path, { body: { role: 'support' } });
  expect([changed.status, changed.json['role'], changed.json['scopes']]).toEqual([
    200,
    'support',
    ['admin:read'],
  ]);
  expect([401, 403]).toContain((await other.ask('POST /keys/rotate', { body: {} })).status);
  await eventually(async () => ((await other.ask('GET /accounts')).status === 401 ? true : null));
  // A token that is issued in the same second as the revocation has ended too.
  const token = await eventually(async () => {
    const another = await tokenOf(proxied, other);
    return (await other.ask('GET /accounts', { token: another })).status === 200 ? another : null;
  });
  expect((await other.ask('POST /keys/rotate', { token, body: {} })).status).toBe(403);
  const { json } = await administrator.ask(`GET /audit?action=account.update&target=account%20${other.id}`);
  expect((json['items'] as object[])[0]).toMatchObject({
    before: { [`account ${other.id}`]: { scopes: [...operatorRoles.administrator] } },
    after: { [`account ${other.id}`]: { scopes: ['admin:read'] } },
  });
});

test('a merchant gets no role, and only an administrator gives one', async () => {
  const merchant = await administrator.ask('POST /accounts', { body: { name: 'Loja' } });
  const path = `PATCH /accounts/${String(merchant.json['id'])}`;
  const answer = await administrator.ask(path, { body: { role: 'support' } });
  expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field: 'role' }]]);
  const security = await proxied.operator({ scopes: operatorRoles.security });
  const own = `PATCH /accounts/${security.id}`;
  expect((await security.ask(own, { body: { role: 'administrator' } })).status).toBe(403);
});
