import { expect, test } from 'vitest';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { openAdmin, type TestOperator, tokenOf } from './proxied-admin-api.js';

const proxied = await openAdmin();
/** An operator with every scope but the one that changes operators. */
const almost = await proxied.operator({ scopes: operatorScopes.filter((scope) => scope !== 'admin:write') });
const administrator = await proxied.operator();

const bodyOf = async (): Promise<{ pem: string }> => ({ pem: (await proxied.proxy.issue()).certPem });

const secretIdOf = async ({ clientId }: TestOperator): Promise<string> => {
  const { json } = await administrator.ask(`GET /credentials/${clientId}`);
  return (json['secrets'] as { id: string }[])[0]?.id ?? '';
};

const fingerprintOf = async ({ id }: TestOperator): Promise<string> => {
  const { json } = await administrator.ask(`GET /accounts/${id}/certificates`);
  return (json['items'] as { fingerprint: string }[])[0]?.fingerprint ?? '';
};

const tokenIdOf = ({ token }: TestOperator): string => {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { jti: string }).jti;
};

/** Every change of what belongs to an operator, by its route. */
const changesOf = async (operator: TestOperator): Promise<(readonly [string, object])[]> => {
  const { id, clientId } = operator;
  const fingerprint = await fingerprintOf(operator);
  return [
    [`PATCH /accounts/${id}`, { scopes: [...operatorScopes] }],
    [`PATCH /accounts/${id}`, { name: 'Renamed' }],
    [`PATCH /accounts/${id}`, { networks: ['192.0.2.0/24'] }],
    [`POST /accounts/${id}/suspend`, {}],
    [`POST /accounts/${id}/reactivate`, {}],
    [`POST /accounts/${id}/credentials`, {}],
    [`POST /accounts/${id}/certificates`, await bodyOf()],
    [`DELETE /accounts/${id}/certificates/${fingerprint}`, {}],
    [`POST /accounts/${id}/realm-users`, { username: 'mallory' }],
    [`POST /credentials/${clientId}/revoke`, {}],
    [`POST /credentials/${clientId}/secrets`, {}],
    [`DELETE /credentials/${clientId}/secrets/${await secretIdOf(operator)}?force=true`, {}],
    [`POST /credentials/${clientId}/contracts`, { contract: 'avista', policy: 'off' }],
    [`POST /credentials/${clientId}/keys`, { tlsClientAuthSubjectDn: 'CN=mallory' }],
    [`POST /certificates/${fingerprint}/revoke`, { reason: 'superseded' }],
    [`POST /tokens/revoke`, { account: id }],
    [`POST /tokens/revoke`, { clientId }],
    [`POST /tokens/revoke`, { clientId, secretId: await secretIdOf(operator) }],
    [`POST /tokens/revoke`, { fingerprint }],
    [`POST /tokens/revoke`, { tokenId: tokenIdOf(operator) }],
  ];
};

const stateOf = async ({ id }: TestOperator): Promise<unknown> =>
  proxied.app.database.sql(
    `SELECT a.*, (SELECT count(*) FROM credential WHERE account_id = a.id) AS credentials,
            (SELECT count(*) FROM account_certificate WHERE account_id = a.id AND unlinked_at IS NULL) AS links,
            (SELECT count(*) FROM credential_secret s JOIN credential c ON c.id = s.credential_id
             WHERE c.account_id = a.id AND s.retired_at IS NULL) AS secrets,
            (SELECT count(*) FROM revocation) AS revocations
     FROM account a WHERE id = $1`,
    [id],
  );

const refused =
  'account: only administrators may change operators, and what belongs to them. Required scope: admin:write. ' +
  'Role with it: administrator';

test.each([
  ['another operator', () => proxied.operator()],
  ['themselves', () => Promise.resolve(almost)],
])(
  'without admin:write, an operator changes nothing of %s, with all other scopes, and not in a dry run either',
  async (_name, of) => {
    const operator = await of();
    const before = await stateOf(operator);
    for (const [route, body] of await changesOf(operator)) {
      const dryRun = `${route}${route.includes('?') ? '&' : '?'}dryRun=true`;
      const answers = await Promise.all([route, dryRun].map((what) => almost.ask(what, { body })));
      for (const { status, headers, json } of answers) {
        expect([status, json['code']], route).toEqual([403, 'insufficient_scope']);
        expect(headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="admin:write"');
        expect(json['detail']).toBe(refused);
      }
    }
    expect(await stateOf(operator)).toEqual(before);
    expect((await operator.ask('GET /accounts')).status).toBe(200);
  },
);

test('without admin:write, an operator creates no operator, and gives no account a scope of operators', async () => {
  const merchant = await almost.ask('POST /accounts', { body: { name: 'Loja', scopes: ['pix:read'] } });
  expect(merchant.status).toBe(201);
  const id = String(merchant.json['id']);
  const attempts: readonly (readonly [string, object])[] = [
    ['POST /accounts', { name: 'Mallory', kind: 'operator' }],
    ['POST /accounts', { name: 'Mallory', kind: 'operator', scopes: ['admin:read'] }],
    ['POST /operators', { name: 'Mallory', ...(await bodyOf()) }],
    ...operatorScopes.map((scope) => ['POST /accounts', { name: 'Mallory', scopes: [scope] }] as const),
    ...operatorScopes.map((scope) => [`PATCH /accounts/${id}`, { scopes: ['pix:read', scope] }] as const),
  ];
  for (const [route, body] of attempts) {
    const answer = await almost.ask(route, { body });
    expect([answer.status, answer.json['code']], `${route} ${JSON.stringify(body)}`).toEqual([
      403,
      'insufficient_scope',
    ]);
  }
  const found = await administrator.ask('GET /accounts?name=Mallory');
  expect(found.json['items']).toEqual([]);
  const kind = await almost.ask(`PATCH /accounts/${id}`, { body: { kind: 'operator' } });
  expect(kind.status).toBe(400);
});

test('a merchant that has a scope of operators already keeps it when something else of it changes', async () => {
  const made = await administrator.ask('POST /accounts', {
    body: { name: 'Loja', scopes: ['pix:read', 'admin:read'] },
  });
  const path = `PATCH /accounts/${String(made.json['id'])}`;
  expect((await almost.ask(path, { body: { name: 'Loja 2' } })).status).toBe(200);
  expect((await almost.ask(path, { body: { scopes: ['admin:read'] } })).status).toBe(200);
});

test('the attempt is in the audit trail, under the name of who made it, with the account', async () => {
  const target = await proxied.operator();
  await almost.ask(`POST /credentials/${target.clientId}/secrets`, { body: {} });
  const { json } = await administrator.ask(`GET /audit?actor=${almost.id}&target=account%20${target.id}`);
  expect((json['items'] as object[])[0]).toMatchObject({
    action: 'secret.rotate',
    outcome: 'refused',
    reason: expect.stringContaining('only administrators may change operators') as string,
  });
});

test('a certificate of an operator stays what it is when a merchant has it too, and can be revoked once no operator has', async () => {
  const target = await proxied.operator();
  const fingerprint = await fingerprintOf(target);
  const merchant = await almost.ask('POST /accounts', { body: { name: 'Loja' } });
  const link = { pem: target.certificate.certPem, shared: true };
  const id = String(merchant.json['id']);
  expect((await almost.ask(`POST /accounts/${id}/certificates`, { body: link })).status).toBe(201);
  const revoke = `POST /certificates/${fingerprint}/revoke`;
  expect((await almost.ask(revoke, { body: { reason: 'superseded' } })).status).toBe(403);
  await administrator.ask(`DELETE /accounts/${target.id}/certificates/${fingerprint}`);
  expect((await almost.ask(revoke, { body: { reason: 'superseded' } })).status).toBe(200);
});

test('a token that was narrowed to fewer scopes changes no operator, even of an administrator', async () => {
  const own = await proxied.operator({ scopes: [...operatorScopes] });
  const { sql } = proxied.app.database;
  await sql(`UPDATE credential SET scopes = '{admin:read,accounts:write}' WHERE account_id = $1`, [own.id]);
  const token = await tokenOf(proxied, own);
  const answer = await own.ask('POST /accounts', { token, body: { name: 'Eve', kind: 'operator' } });
  expect([answer.status, answer.json['code']]).toEqual([403, 'insufficient_scope']);
  const narrowed = await own.ask('POST /accounts', { token, body: { name: 'Loja' } });
  expect(narrowed.status).toBe(201);
});

/** With `accounts:write` alone, as the role onboarding has it. */
const onboarding = await proxied.operator({ scopes: ['admin:read', 'accounts:write'] });

test('without access:write, an operator neither makes an account a resource server nor changes one', async () => {
  const server = await proxied.merchant({ resourceServer: true });
  const merchant = await proxied.merchant();
  const attempts: readonly (readonly [string, object])[] = [
    ['POST /accounts', { name: 'Mallory', resourceServer: true }],
    [`PATCH /accounts/${merchant.id}`, { resourceServer: true }],
    // A secret or certificate of one's own would be as good as an account.
    [`PATCH /accounts/${server.id}`, { name: 'Renamed' }],
    [`POST /accounts/${server.id}/credentials`, {}],
    [`POST /credentials/${server.clientId}/secrets`, {}],
    [`POST /credentials/${server.clientId}/keys`, { tlsClientAuthSubjectDn: 'CN=mallory' }],
    [`POST /credentials/${server.clientId}/contracts`, { contract: 'pix', policy: 'none' }],
    [`POST /accounts/${server.id}/certificates`, await bodyOf()],
  ];
  for (const [route, body] of attempts) {
    const { status, json, headers } = await onboarding.ask(route, { body });
    expect([status, json['code']], route).toEqual([403, 'insufficient_scope']);
    expect(headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="access:write"');
    expect(json['detail']).toContain('may introspect the tokens of all merchants');
  }
  expect((await administrator.ask('GET /accounts?name=Mallory')).json['items']).toEqual([]);
  const name = { body: { name: 'Loja' } };
  expect((await onboarding.ask(`PATCH /accounts/${merchant.id}`, name)).status).toBe(200);
});

test('with access:write as well, an operator does both; with it alone, what takes access away', async () => {
  const merchant = await proxied.merchant();
  const path = `/accounts/${merchant.id}`;
  const body = { resourceServer: true };
  expect((await almost.ask(`PATCH ${path}`, { body })).json['resourceServer']).toBe(true);
  expect((await almost.ask(`POST /credentials/${merchant.clientId}/secrets`, { body: {} })).status).toBe(201);
  const security = await proxied.operator({ scopes: ['admin:read', 'access:write'] });
  expect((await security.ask(`POST ${path}/suspend`)).status).toBe(200);
});
