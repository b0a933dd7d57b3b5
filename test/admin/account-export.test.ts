import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { revocationKinds } from '../../src/core/tokens/revocation.js';
import { commandOn } from '../cli/portaria.js';
import { eventually } from '../http/proxied-app.js';
import { wholeManagementOn } from '../management/open-test-management.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const administrator = await proxied.operator();
const { sql } = proxied.app.database;

interface List {
  readonly items: readonly Record<string, unknown>[];
  readonly complete: boolean;
}

const exported = async (id: string) => {
  const answer = await administrator.ask(`GET /accounts/${id}/export`);
  const list = (name: string): List => answer.json[name] as List;
  return { ...answer, list };
};

const named = async (name: string, more: object = {}) => {
  const merchant = await proxied.merchant();
  const changed = await administrator.ask(`PATCH /accounts/${merchant.id}`, { body: { name, ...more } });
  expect(changed.status).toBe(200);
  return merchant;
};

const tokenOf = (merchant: Awaited<ReturnType<typeof proxied.merchant>>) =>
  proxied.askToken('tls', merchant, { client: merchant.certificate });

test('an export has everything that is kept of an account, and nothing of another', async () => {
  const other = await named('Outra Loja');
  await tokenOf(other);
  const merchant = await named('Loja Exemplo', { taxId: '12ABC34501DE35' });
  const { id, clientId, secretId, certificate } = merchant;
  expect((await tokenOf(merchant)).status).toBe(201);
  const wrong = { ...merchant, clientSecret: 'wrong-secret-0' };
  const rejected = await proxied.askToken('tls', wrong, { client: certificate });
  const { requestId } = JSON.parse(rejected.body) as { requestId: string };
  await administrator.ask(`POST /credentials/${clientId}/secrets`, { body: { overlapSeconds: 0 } });
  await administrator.ask(`DELETE /credentials/${clientId}/secrets/${secretId}?force=true`);
  await administrator.ask(`POST /accounts/${id}/realm-users`, { body: { username: 'ana@loja.example' } });
  const hook = 'https://hooks.example.com/services/T0/secret-path';
  await administrator.ask('POST /notice-recipients', { body: { webhook: hook, account: id } });
  await administrator.ask(`DELETE /accounts/${id}/certificates/${certificate.fingerprint}`);
  await eventually(async () => ((await exported(id)).list('refusals').items.length > 0 ? true : null));

  const { status, json, list, body } = await exported(id);
  expect([status, json['format']]).toEqual([200, 'portaria-account-1']);
  expect(json['account']).toMatchObject({ id, name: 'Loja Exemplo', taxId: '12ABC34501DE35', role: null });
  expect(list('credentials').items).toMatchObject([{ clientId, secrets: [{ shape: 'generated' }] }]);
  expect(list('retiredSecrets').items).toMatchObject([{ id: secretId, clientId }]);
  expect(list('certificates').items).toMatchObject([
    { fingerprint: certificate.fingerprint, unlinkedAt: expect.any(String) as string },
  ]);
  expect(list('users').items).toMatchObject([{ username: 'ana@loja.example' }]);
  expect(list('noticeRecipients').items).toMatchObject([{ address: 'https://hooks.example.com' }]);
  expect(list('refusals').items).toMatchObject([{ requestId, reason: 'wrong_secret', address: '127.0.0.1' }]);
  expect(list('tokens').items).toMatchObject([
    { clientId, contract: 'avista', fingerprint: certificate.fingerprint, address: '127.0.0.1' },
  ]);
  const actions = list('auditEvents').items.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(['account.export', 'realm-user.create', 'secret.rotate']));
  expect(list('ownChanges')).toEqual({ items: [], complete: true });
  expect(Object.values(json).filter((value) => (value as List | null)?.complete === false)).toEqual([]);
  for (const text of [other.clientId, 'Outra Loja', other.certificate.fingerprint, 'secret-path'])
    expect(body).not.toContain(text);
});

test('an export has the deliveries of notices, the revocations of every kind, and the counts of changes', async () => {
  const merchant = await named('Loja');
  const { id, clientId, certificate } = merchant;
  const issued = JSON.parse((await tokenOf(merchant)).body) as { access_token: string };
  const { jti } = decodeJwt(issued.access_token);
  const { id: recipient } = (
    await administrator.ask('POST /notice-recipients', {
      body: { webhook: 'https://hooks.example.com/in', account: id },
    })
  ).json;
  const other = await proxied.merchant();
  for (const account of [id, other.id])
    await sql(
      `WITH n AS (INSERT INTO notice (key, kind, account_id, data) VALUES ($1, 'secret.expired', $2, '{}') RETURNING id)
       INSERT INTO notice_delivery (notice_id, recipient_id, state, attempts, last_error) SELECT id, $3::bigint, 'failed', 3, 'HTTP 500' FROM n`,
      [`test ${account}`, account, recipient],
    );
  await sql(
    `INSERT INTO account_changes (account_id, day, changes, revocations) VALUES ($1, '2026-11-29', 4, 1)`,
    [id],
  );
  const user = await proxied.app.accounts.addUser(id);
  const [family] = await sql<{ id: string }>(
    `INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, password_set_at, created_at, rotated_at, expires_at,
       revoked_at, revoked_reason)
     VALUES (gen_random_uuid(), $1, $2, '{}', now(), now(), now(), now() + interval '1 day', now(), 'superseded') RETURNING id`,
    [user.id, id],
  );
  await sql(
    `INSERT INTO revocation (kind, subject, expires_at) VALUES ('refresh-family', $1, now() + interval '1 hour')`,
    [family?.id],
  );
  const [secret] = (await administrator.ask(`GET /credentials/${clientId}`)).json['secrets'] as {
    id: string;
  }[];
  for (const body of [{ tokenId: jti }, { clientId, secretId: secret?.id }, { clientId }, { account: id }])
    expect((await administrator.ask('POST /tokens/revoke', { body })).status).toBe(200);
  await administrator.ask(`DELETE /accounts/${id}/certificates/${certificate.fingerprint}`);
  await administrator.ask(`POST /certificates/${certificate.fingerprint}/revoke`);
  await administrator.ask('POST /tokens/revoke', { body: { account: other.id } });

  const { list, status } = await exported(id);
  expect(status).toBe(200);
  expect(list('noticeDeliveries').items).toMatchObject([
    { recipientId: recipient, kind: 'secret.expired', state: 'failed', attempts: 3, lastError: 'HTTP 500' },
  ]);
  expect(list('logins').items).toMatchObject([{ id: family?.id, revokedReason: 'superseded' }]);
  expect(list('changeCounts').items).toEqual([
    { day: '2026-11-29', changes: 4, refused: 0, revokedTokens: 0, revocations: 1 },
  ]);
  const revoked = list('revocations').items.map(({ kind, subject }) => `${String(kind)} ${String(subject)}`);
  expect(revoked.sort()).toEqual(
    [
      `account ${id}`,
      `account-and-certificate ${id}:${certificate.fingerprint}`,
      `certificate ${Buffer.from(certificate.fingerprint, 'hex').toString('base64url')}`,
      `credential ${clientId}`,
      `refresh-family ${String(family?.id)}`,
      `secret ${String(secret?.id)}`,
      `token ${String(jti)}`,
    ].sort(),
  );
  expect(new Set(list('revocations').items.map(({ kind }) => kind)).size).toBe(revocationKinds.length);
});

test('an export reads notices and logins by account, and a login that begins is in no index for it', async () => {
  const used = async (statement: string, values: readonly unknown[]): Promise<string> =>
    JSON.stringify(await sql(`EXPLAIN (FORMAT JSON) ${statement}`, [...values]));
  await sql(
    `INSERT INTO notice (key, kind, account_id, data)
     SELECT 'many ' || n, 'secret.expired', $1, '{}' FROM generate_series(1, 20000) AS n`,
    [(await proxied.merchant()).id],
  );
  await sql('ANALYZE notice');
  const { id } = await proxied.merchant();
  expect(await used('SELECT id FROM notice WHERE account_id = $1 ORDER BY id LIMIT 500', [id])).toContain(
    'notice_account',
  );
  const indexes = await sql<{ definition: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid IN ('refresh_family'::regclass, 'revocation'::regclass) AND pg_get_indexdef(indexrelid) LIKE '%account_id%'`,
  );
  expect(indexes.map(({ definition }) => definition.replace(/^.* WHERE /, '')).sort()).toEqual([
    '(revoked_at IS NOT NULL)',
    '(revoked_at IS NULL)',
  ]);
});

test('an export has no secret, and no digest of one', async () => {
  const merchant = await proxied.merchant();
  const user = await administrator.ask(`POST /accounts/${merchant.id}/realm-users`, {
    body: { username: 'rui@loja.example' },
  });
  const digests = await sql<{ digest: string }>(
    `SELECT digest FROM credential_secret UNION ALL SELECT digest FROM resource_owner
     UNION ALL SELECT encode(sealed, 'hex') FROM notice_recipient WHERE sealed IS NOT NULL`,
  );
  expect(digests.length).toBeGreaterThan(3);
  const { body } = await exported(merchant.id);
  expect(body).toContain('rui@loja.example');
  for (const secret of [merchant.clientSecret, String(user.json['password'])])
    expect(body).not.toContain(secret);
  for (const { digest } of digests) {
    for (const part of digest.split('$').filter((one) => one.length > 20)) expect(body).not.toContain(part);
  }
});

test('the export of an operator has what they changed, without the data of those whom they changed', async () => {
  const operator = await proxied.operator();
  await operator.ask('POST /accounts', { body: { name: 'Loja Alheia' } });
  const { list, body, json } = await exported(operator.id);
  expect(json['account']).toMatchObject({ role: 'administrator' });
  expect(list('ownChanges').items).toMatchObject([
    {
      action: 'account.create',
      outcome: 'done',
      actor: { accountId: operator.id },
      before: null,
      after: null,
    },
  ]);
  expect(body).not.toContain('Loja Alheia');
});

test('each export is an event with who, what and from where; no lock and no new version', async () => {
  const merchant = await proxied.merchant();
  const version = async () => (await administrator.ask(`GET /accounts/${merchant.id}`)).json['version'];
  const before = await version();
  await exported(merchant.id);
  expect(await version()).toBe(before);
  const { json } = await administrator.ask(
    `GET /audit?action=account.export&target=account%20${merchant.id}`,
  );
  expect(json['items']).toMatchObject([
    {
      outcome: 'done',
      actor: { accountId: administrator.id },
      address: '127.0.0.1',
      before: null,
      after: null,
    },
  ]);
});

test('an account that does not exist is 404, a dry run is 400, and who is no administrator gets 403 and no data', async () => {
  expect((await exported('987654')).status).toBe(404);
  const { id } = await proxied.merchant();
  expect((await administrator.ask(`GET /accounts/${id}/export?dryRun=true`)).status).toBe(400);
  const auditor = await proxied.operator({ scopes: ['admin:read', 'audit:read'] });
  const answer = await auditor.ask(`GET /accounts/${id}/export`);
  expect([answer.status, answer.json['code']]).toEqual([403, 'insufficient_scope']);
});

test('a response has at most 1000 tokens and says that there are others; the command writes all of them', async () => {
  const merchant = await proxied.merchant();
  await sql(
    `INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, contract, scopes, request_id)
     SELECT (lpad(to_hex(ms), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid, to_timestamp(ms / 1000.0),
            to_timestamp(ms / 1000.0) + interval '30 minutes', $1, 'avista', 'pix:read pix:write', repeat('0', 32)
     FROM (SELECT n, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - n * 10 AS ms
           FROM generate_series(1, 1700) AS n) AS t`,
    [merchant.id],
  );
  const { list } = await exported(merchant.id);
  expect([list('tokens').items.length, list('tokens').complete]).toEqual([1000, false]);
  const times = list('tokens').items.map(({ issuedAt }) => String(issuedAt));
  expect(times).toEqual([...times].sort().reverse());

  const { environment, config } = proxied.app;
  const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
  const run = commandOn(wholeManagementOn(proxied.app.database.appUrl, config.secrets.pepper(), master));
  const ended = await run(`account export ${merchant.id}`);
  expect([ended.exitCode, ended.err]).toEqual([0, '']);
  const whole = ended.json() as Record<string, List>;
  const ids = whole['tokens']?.items.map(({ tokenId }) => tokenId);
  expect([new Set(ids).size, whole['tokens']?.complete]).toEqual([1700, true]);
  expect(Object.keys(whole)).toEqual(Object.keys((await exported(merchant.id)).json));
  expect(whole['auditEvents']?.items[0]).toMatchObject({ action: 'account.export' });
});
