import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const dayMs = 24 * 60 * 60 * 1000;

const createAccount = async (): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name: 'Loja' } })).json['id']);

test('a certificate is linked, listed, read by its first digits, and unlinked', async () => {
  const account = await createAccount();
  const { certPem: pem, fingerprint } = await proxied.proxy.issue();
  const linked = await operator.ask(`POST /accounts/${account}/certificates`, { body: { pem } });
  expect([linked.status, linked.json['accountId']]).toEqual([201, account]);
  const listed = await operator.ask(`GET /accounts/${account}/certificates`);
  expect(listed.json['items']).toMatchObject([{ fingerprint, lastUsedAt: null }]);
  const read = await operator.ask(`GET /certificates/${fingerprint.slice(0, 12)}`);
  expect(read.json).toMatchObject({ fingerprint, linkedTo: [account], revokedAt: null });
  const unlinked = await operator.ask(`DELETE /accounts/${account}/certificates/${fingerprint}`);
  expect([unlinked.status, unlinked.json]).toEqual([200, { accountId: account, fingerprint, linked: false }]);
  expect((await operator.ask(`GET /accounts/${account}/certificates`)).json['items']).toEqual([]);
});

test('what openssl pkcs12 and openssl pkcs7 print around a certificate is no obstacle', async () => {
  const account = await createAccount();
  const { certPem, fingerprint } = await proxied.proxy.issue();
  const linked = await operator.ask(`POST /accounts/${account}/certificates`, {
    body: { pem: `Bag Attributes\n    friendlyName: loja\nsubject=CN = x\n\nissuer=CN = y\n\n${certPem}\n` },
  });
  expect([linked.status, linked.json['fingerprint']]).toEqual([201, fingerprint]);
});

test("another account's certificate is 409, and is shared when that is said", async () => {
  const [first, second] = [await createAccount(), await createAccount()];
  const { certPem: pem } = await proxied.proxy.issue();
  await operator.ask(`POST /accounts/${first}/certificates`, { body: { pem } });
  const ask = (body: object) => operator.ask(`POST /accounts/${second}/certificates`, { body });
  expect((await ask({ pem })).status).toBe(409);
  expect((await ask({ pem, shared: true })).json).toMatchObject({ sharedWith: [first] });
  expect((await ask({ pem, shared: true })).status).toBe(409);
});

test('those that expire within some days are listed, page by page, and those that no account uses are not', async () => {
  const account = await createAccount();
  const issue = async (days: number) => {
    const issued = await proxied.proxy.issue({ notAfter: new Date(Date.now() + days * dayMs) });
    await operator.ask(`POST /accounts/${account}/certificates`, { body: { pem: issued.certPem } });
    return issued.fingerprint;
  };
  const [soon, later, far, unused] = [await issue(20), await issue(25), await issue(400), await issue(21)];
  await operator.ask(`DELETE /accounts/${account}/certificates/${unused}`);
  const seen: string[] = [];
  let cursor = '';
  do {
    const { json } = await operator.ask(`GET /certificates?expiringWithinDays=30&limit=1${cursor}`);
    seen.push(...(json['items'] as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint));
    cursor = json['nextCursor'] === null ? '' : `&cursor=${String(json['nextCursor'])}`;
  } while (cursor !== '');
  expect(seen).toEqual(expect.arrayContaining([soon, later]));
  expect(seen).not.toContain(far);
  expect(seen).not.toContain(unused);
  for (const query of ['expiringWithinDays=-1', 'expiringWithinDays=x', 'expiringWithinDays=9999'])
    expect((await operator.ask(`GET /certificates?${query}`)).status, query).toBe(400);
});

test('secrets that end within some days are listed, those that end first at the top, page by page', async () => {
  const clientOf = async (): Promise<string> => {
    const made = await operator.ask(`POST /accounts/${await createAccount()}/credentials`, { body: {} });
    const { clientId } = made.json as { clientId: string };
    await operator.ask(`POST /credentials/${clientId}/secrets`, { body: { overlapSeconds: 86_400 } });
    return clientId;
  };
  const [one, other] = [await clientOf(), await clientOf()];
  const first = await operator.ask('GET /credentials?expiringWithinDays=7&limit=1');
  expect(first.json).toMatchObject({
    items: [{ clientId: one, accountKind: 'merchant', expiring: [{ daysLeft: 0, lastUsedAt: null }] }],
  });
  const cursor = String(first.json['nextCursor']);
  const next = await operator.ask(`GET /credentials?expiringWithinDays=7&limit=1&cursor=${cursor}`);
  expect(next.json).toMatchObject({ items: [{ clientId: other }], nextCursor: null });
  for (const query of ['', '?expiringWithinDays=-1', '?expiringWithinDays=9999'])
    expect(await operator.ask(`GET /credentials${query}`), query).toMatchObject({
      status: 400,
      json: { errors: [{ field: 'expiringWithinDays' }] },
    });
});

test('a private key that is pasted, alone, beside a certificate or as something else, is refused and found nowhere afterwards', async () => {
  const account = await createAccount();
  const { certPem, keyPem } = await proxied.proxy.issue();
  const [, line = ''] = keyPem.split('\n');
  for (const pem of [keyPem, `${certPem}${keyPem}`, keyPem.replaceAll('\n', ' ')]) {
    const answer = await operator.ask(`POST /accounts/${account}/certificates`, { body: { pem } });
    expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field: 'pem' }]]);
    expect(answer.json['detail']).toContain('private key');
    expect(answer.body).not.toContain(line);
  }
  await operator.ask('POST /accounts', { body: { name: keyPem } });
  await operator.ask(`GET /accounts?name=${encodeURIComponent(keyPem)}`);
  await operator.ask(`GET /certificates/${encodeURIComponent(line)}`);
  const { sql } = proxied.app.database;
  const tables = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => sql(`SELECT t::text AS text FROM ${name} t`)));
  const everything = [JSON.stringify(rows), proxied.app.log(), await proxied.proxy.logs()].join('\n');
  expect(everything).not.toContain(line);
  expect(everything).not.toContain('PRIVATE KEY');
});

test('a certificate that could never be used is 422 with the reason', async () => {
  const account = await createAccount();
  const expired = await proxied.proxy.issue({ notAfter: new Date(Date.now() - 60_000) });
  const answer = await operator.ask(`POST /accounts/${account}/certificates`, {
    body: { pem: expired.certPem },
  });
  expect([answer.status, answer.json['code']]).toEqual([422, 'refused']);
  expect(answer.json['detail']).toContain('expired');
});

test('a refusal is explained by its request id, and found among those of its account', async () => {
  const merchant = await proxied.merchant();
  await operator.ask(`POST /accounts/${merchant.id}/suspend`);
  const refused = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  const requestId = String(refused.headers['x-request-id']);
  const explained = await eventually(async () => {
    const answer = await operator.ask(`GET /refusals/${requestId}`);
    return answer.status === 200 ? answer : null;
  });
  expect(explained.json['items']).toMatchObject([
    { requestId, reason: 'account_suspended', accountId: merchant.id, next: expect.any(String) as string },
  ]);
  const inPortuguese = { headers: { 'accept-language': 'pt-BR' } };
  for (const path of [`/refusals/${requestId}`, `/refusals?account=${merchant.id}`]) {
    const answer = await operator.ask(`GET ${path}`, inPortuguese);
    expect(answer.json['items']).toMatchObject([
      {
        happened: 'A conta está suspensa.',
        next: 'Descubra por que ela foi suspensa. Reative-a quando isso estiver resolvido.',
      },
    ]);
    expect(answer.headers).toMatchObject({ 'content-language': 'pt-BR', vary: 'Accept-Language' });
  }
  expect(explained.headers).toMatchObject({ 'content-language': 'en', vary: 'Accept-Language' });
  const list = async (query: string) =>
    (await operator.ask(`GET /refusals?account=${merchant.id}${query}`)).json;
  expect((await list(''))['items']).toMatchObject([{ requestId }]);
  expect((await list('&since=2020-01-01&until=2020-01-02'))['items']).toEqual([]);
  expect((await operator.ask('GET /refusals')).status).toBe(400);
  expect((await operator.ask(`GET /refusals?account=1&since=yesterday`)).status).toBe(400);
  expect((await operator.ask(`GET /refusals/${'0'.repeat(32)}`)).status).toBe(404);
});
