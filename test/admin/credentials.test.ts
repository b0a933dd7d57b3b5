import { expect, test } from 'vitest';
import { makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { eventually } from '../http/proxied-app.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const createAccount = async (): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name: 'Loja' } })).json['id']);

const asClient = (json: Record<string, unknown>) => ({
  clientId: String(json['clientId']),
  clientSecret: String(json['clientSecret']),
});

test('from nothing to the first token: account, credential, certificate, all over HTTP', async () => {
  const account = await createAccount();
  const issued = await operator.ask(`POST /accounts/${account}/credentials`, { body: { label: 'shop' } });
  expect(issued.status).toBe(201);
  expect(issued.json['clientSecret']).toMatch(/^ptr_/);
  const certificate = await proxied.proxy.issue();
  const linked = await operator.ask(`POST /accounts/${account}/certificates`, {
    body: { pem: certificate.certPem },
  });
  expect(linked.status).toBe(201);
  expect(linked.json).toMatchObject({ fingerprint: certificate.fingerprint, daysLeft: 0, sharedWith: [] });
  const token = await proxied.askToken('tls', asClient(issued.json), { client: certificate });
  expect(token.status).toBe(201);
});

test('a second secret overlaps with the first, which is then retired; while it is in use only by force', async () => {
  const merchant = await proxied.merchant();
  const added = await operator.ask(`POST /credentials/${merchant.clientId}/secrets`, {
    body: { overlapSeconds: 3600 },
  });
  expect(added.status).toBe(201);
  const both = [merchant, asClient(added.json)];
  for (const client of both)
    expect((await proxied.askToken('tls', client, { client: merchant.certificate })).status).toBe(201);
  const retire = `DELETE /credentials/${merchant.clientId}/secrets/${merchant.secretId}`;
  // Last uses are written behind the answers.
  await eventually(async () => {
    const { json } = await operator.ask(`GET /credentials/${merchant.clientId}`);
    const [first] = json['secrets'] as { lastUsedAt: string | null }[];
    return first?.lastUsedAt;
  });
  expect((await operator.ask(retire)).status).toBe(409);
  const forced = await operator.ask(`${retire}?force=true`);
  expect(forced.status).toBe(200);
  expect(forced.json['secrets']).toHaveLength(1);
  expect((await proxied.askToken('tls', merchant, { client: merchant.certificate })).status).toBe(401);
  expect((await operator.ask(`${retire}?force=yes`)).status).toBe(400);
});

test('credentials are listed, read, allowed another contract and revoked', async () => {
  const account = await createAccount();
  const ids: string[] = [];
  for (const label of ['one', 'two', 'three'])
    ids.push(
      String(
        (await operator.ask(`POST /accounts/${account}/credentials`, { body: { label } })).json['clientId'],
      ),
    );
  const first = await operator.ask(`GET /accounts/${account}/credentials?limit=2`);
  const second = await operator.ask(
    `GET /accounts/${account}/credentials?limit=2&cursor=${String(first.json['nextCursor'])}`,
  );
  const listed = [first, second].flatMap(({ json }) => json['items'] as { clientId: string }[]);
  expect(listed.map(({ clientId }) => clientId)).toEqual(ids);
  expect(second.json['nextCursor']).toBeNull();
  const path = `/credentials/${ids[0] ?? ''}`;
  const allowed = await operator.ask(`POST ${path}/contracts`, { body: { contract: 'pix', policy: 'none' } });
  expect(allowed.json['contracts']).toContainEqual({ contract: 'pix', policy: 'none' });
  expect((await operator.ask(`GET ${path}`)).json).toEqual(allowed.json);
  expect((await operator.ask(`POST ${path}/revoke`)).json['status']).toBe('revoked');
  expect((await operator.ask('GET /credentials/account-987654-00000000')).status).toBe(404);
});

test('a repeat with the same key answers the first answer but for the secret, and does nothing', async () => {
  const account = await createAccount();
  const ask = (body: object, key = 'k-1') =>
    operator.ask(`POST /accounts/${account}/credentials`, { body, headers: { 'idempotency-key': key } });
  const first = await ask({ label: 'shop' });
  const again = await ask({ label: 'shop' });
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
  const { clientSecret, ...shown } = first.json;
  expect(clientSecret).toMatch(/^ptr_/);
  expect(again.json).toMatchObject({ ...shown, secretAlreadyShown: true });
  expect(again.body).not.toContain(String(clientSecret));
  expect(again.headers.etag).toBe(first.headers.etag);
  expect((await operator.ask(`GET /accounts/${account}/credentials`)).json['items']).toHaveLength(1);
  const reused = await ask({ label: 'other' });
  expect([reused.status, reused.json['code']]).toEqual([422, 'reused']);
  const { sql } = proxied.app.database;
  expect(JSON.stringify(await sql('SELECT * FROM idempotency'))).not.toContain(String(clientSecret));
});

test('two at once with the same key make one, and another operator may use the same key for himself', async () => {
  const other = await proxied.operator();
  const body = { name: 'Twice' };
  const headers = { 'idempotency-key': 'k-2' };
  const answers = await Promise.all([1, 2, 3].map(() => operator.ask('POST /accounts', { body, headers })));
  expect(new Set(answers.map(({ json }) => json['id'])).size).toBe(1);
  const theirs = await other.ask('POST /accounts', { body, headers });
  expect(theirs.json['id']).not.toBe(answers[0]?.json['id']);
});

test('a key is 1 to 255 visible ASCII characters', async () => {
  for (const key of ['', 'a b', 'x'.repeat(256), 'é']) {
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    const answer = await operator.ask('POST /accounts', { body: { name: 'Loja' }, headers });
    expect([answer.status, answer.json['errors']], key).toMatchObject([400, [{ field: 'Idempotency-Key' }]]);
  }
  const headers = { 'idempotency-key': 'x'.repeat(255) };
  expect((await operator.ask('POST /accounts', { body: { name: 'Loja' }, headers })).status).toBe(201);
});

test('a chosen secret is taken, never answered and kept nowhere in clear', async () => {
  const account = await createAccount();
  const clientSecret = 'gopher-unlit-crayon-sprout-badge-wafer';
  const issued = await operator.ask(`POST /accounts/${account}/credentials`, { body: { clientSecret } });
  expect(issued.status).toBe(201);
  expect(issued.body).not.toContain(clientSecret);
  for (const secret of ['short', 'ptr_chosen-by-an-operator']) {
    const answer = await operator.ask(`POST /accounts/${account}/credentials`, {
      body: { clientSecret: secret },
    });
    expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field: 'clientSecret' }]]);
    expect(answer.body).not.toContain(secret);
  }
  expect(proxied.app.log()).not.toContain(clientSecret);
});

test('tokens are ended by their id, or all of a secret, credential, certificate or account, and others can be got', async () => {
  const one = await proxied.operator();
  const subjects = (token: string): Record<string, string> => {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    return JSON.parse(payload) as Record<string, string>;
  };
  const inputs = [
    { tokenId: subjects(one.token)['jti'] },
    { account: one.id },
    { clientId: one.clientId },
    { clientId: one.clientId, secretId: one.secretId },
    { fingerprint: one.certificate.fingerprint },
  ];
  for (const body of inputs) {
    const { sql } = proxied.app.database;
    await sql('DELETE FROM revocation');
    const ended = await operator.ask('POST /tokens/revoke', { body });
    expect(ended.status, ended.body).toBe(200);
    const facts = await sql('SELECT kind, subject FROM revocation');
    expect(facts, JSON.stringify(body)).toHaveLength(1);
    await expect.poll(async () => (await one.ask('GET /accounts')).status).toBe(401);
  }
});

test('an input to end tokens that names nothing, or two things, is refused with the reason', async () => {
  const cases: readonly (readonly [object, number])[] = [
    [{}, 400],
    [{ account: '1', clientId: 'loja' }, 400],
    [{ secretId: '1' }, 400],
    [{ tokenId: 'eyJhbGciOiJIUzI1NiJ9' }, 400],
    [{ tokenId: '019a0000-0000-7000-8000-000000000000' }, 404],
    [{ account: '987654' }, 404],
    [{ clientId: 'account-987654-00000000' }, 404],
    [{ fingerprint: '0'.repeat(64) }, 404],
    [{ clientId: operator.clientId, secretId: '987654' }, 404],
  ];
  for (const [body, status] of cases) {
    const answer = await operator.ask('POST /tokens/revoke', { body });
    expect(answer.status, answer.body).toBe(status);
    const [{ field } = { field: '' }] = answer.json['errors'] as { field: string }[];
    expect(['body', ...Object.keys(body)], answer.body).toContain(field);
  }
});

test('a key is registered over HTTP, and ends as a secret does; what is wrong is named by its field', async () => {
  const merchant = await proxied.merchant({ pix: 'tls' });
  const path = `/credentials/${merchant.clientId}/keys`;
  const { jwk } = await makeClientKey();
  const added = await operator.ask(`POST ${path}`, { body: { jwks: { keys: [jwk] } } });
  expect(added.status).toBe(201);
  const secrets = added.json['secrets'] as { id: string; shape: string; registration?: object }[];
  expect(secrets.at(-1)).toMatchObject({ shape: 'private_key_jwt', registration: { jwks: [jwk] } });
  const ended = await operator.ask(
    `DELETE /credentials/${merchant.clientId}/secrets/${secrets.at(-1)?.id ?? ''}`,
  );
  expect(ended.status).toBe(200);
  const wrong = await Promise.all(
    [{}, { jwks: 'x' }, { jwksUri: 'http://x.example/' }, { tlsClientAuthSubjectDn: 'CN=x' }].map((body) =>
      operator.ask(`POST ${path}`, { body }),
    ),
  );
  expect(
    wrong.map(({ status, json }) => [status, (json['errors'] as { field: string }[])[0]?.field]),
  ).toEqual([
    [400, 'body'],
    [400, 'jwks'],
    [400, 'jwksUri'],
    [400, 'tlsClientAuthSubjectDn'],
  ]);
});
