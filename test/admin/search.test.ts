import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { sql } = proxied.app.database;

type Hit = Readonly<Record<string, unknown>>;

const ask = (text: string) => operator.ask(`GET /search?q=${encodeURIComponent(text)}`);
const hits = async (text: string): Promise<Hit[]> => {
  const { status, json } = await ask(text);
  expect([text, status]).toEqual([text, 200]);
  return json['items'] as Hit[];
};
const names = async (text: string): Promise<unknown[]> => (await hits(text)).map(({ name }) => name);

await sql(`
  INSERT INTO account (name, kind, tax_id) VALUES
    ('Padaria São João Ltda', 'merchant', '12ABC34501DE35'), ('AÇOUGUE DO ZÉ - Loja 2', 'merchant', '12ABC34502DE99'),
    ('100%_''quoted'' & | ! <b>', 'merchant', NULL)`);

test('an account is found by the beginnings of the words of its name, without regard to case and accents', async () => {
  const bakery = 'Padaria São João Ltda';
  for (const text of ['padaria', 'PADARIA são', 'joao pad', 'Sao João', 'ltda, padaria'])
    expect([text, await names(text)]).toEqual([text, [bakery]]);
  for (const text of ['acougue ze', 'açougue-do-zé', 'loja 2'])
    expect([text, await names(text)]).toEqual([text, ['AÇOUGUE DO ZÉ - Loja 2']]);
  for (const text of ['padaria s', 'joao padaria l', 'Padaria São J'])
    expect([text, await names(text)]).toEqual([text, [bakery]]);
  for (const text of ['aria', 'padaria maria', 'loja 3', 'padaria a', 'padaria o'])
    expect([text, await names(text)]).toEqual([text, []]);
});

test('no text is read as an operator, a pattern or a part of a statement', async () => {
  expect(await names("quoted' 100%_")).toHaveLength(1);
  for (const text of ["'; DROP TABLE account; --", '& | !', '%%', '!padaria', 'pad:*', '\\\\', '🙂🙂', '(('])
    expect([text, (await ask(text)).status]).toEqual([text, 200]);
  expect(await hits('& | !')).toEqual([]);
  expect(await names('padaria | acougue')).toEqual([]);
});

test('an account is found by its CNPJ with any punctuation, by that of its company, and by its number', async () => {
  for (const text of ['12ABC34501DE35', '12.abc.345/01DE-35', ' 12.ABC.345/01de-35 '])
    expect([text, await names(text)]).toEqual([text, ['Padaria São João Ltda']]);
  expect(await names('12.ABC.345')).toHaveLength(2);
  const [hit] = await hits('12ABC34501DE35');
  expect(hit).toMatchObject({ type: 'account', kind: 'merchant', status: 'active', taxId: '12ABC34501DE35' });
  await sql(
    `INSERT INTO account (id, name, kind) OVERRIDING SYSTEM VALUE VALUES (47110815, 'Posto', 'merchant')`,
  );
  expect(await hits('47110815')).toMatchObject([{ accountId: '47110815', name: 'Posto' }]);
});

test('a token, its client and its certificate are found by their ids', async () => {
  const merchant = await proxied.merchant();
  const { certificate: client, clientId } = merchant;
  const answer = await proxied.askToken('tls', merchant, { client });
  const [, payload = ''] = (JSON.parse(answer.body) as { access_token: string }).access_token.split('.');
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string };
  expect(await hits(jti)).toMatchObject([{ type: 'token', tokenId: jti, contract: 'avista', clientId }]);
  expect(await hits(jti.toUpperCase())).toHaveLength(1);
  expect(await hits(clientId)).toMatchObject([{ type: 'credential', clientId, status: 'active' }]);
  const { fingerprint } = client;
  const colons = (fingerprint.match(/../g) ?? []).join(':').toUpperCase();
  for (const text of [
    fingerprint,
    fingerprint.slice(0, 8),
    fingerprint.slice(0, 9),
    colons,
    colons.slice(0, 29),
  ])
    expect([text, await hits(text)]).toMatchObject([text, [{ type: 'certificate', fingerprint }]]);
  expect(await hits(fingerprint.slice(0, 7))).toEqual([]);
  expect(await hits('019c2161-0000-7000-8000-000000000000')).toEqual([]);
});

test('a token that a revocation ends says since when, and one that was issued with another secret does not', async () => {
  const merchant = await proxied.merchant();
  const issue = async (): Promise<string> => {
    const { body } = await proxied.askToken('tls', merchant, { client: merchant.certificate });
    const [, payload = ''] = (JSON.parse(body) as { access_token: string }).access_token.split('.');
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti;
  };
  const revokedAt = async (jti: string): Promise<unknown> => (await hits(jti))[0]?.['revokedAt'];
  const ended = await issue();
  expect(await revokedAt(ended)).toBe(null);
  const { status } = await operator.ask('POST /tokens/revoke', { body: { tokenId: ended } });
  expect(status).toBe(200);
  expect(Date.parse(String(await revokedAt(ended)))).toBeGreaterThan(Date.now() - 60_000);
  const other = await issue();
  expect(await revokedAt(other)).toBe(null);
  const certificate = `/accounts/${merchant.id}/certificates/${merchant.certificate.fingerprint}`;
  expect((await operator.ask(`DELETE ${certificate}`)).status).toBe(200);
  expect(Date.parse(String(await revokedAt(other)))).toBeGreaterThan(Date.now() - 60_000);
});

test('a rejected request is found by its request id', async () => {
  const merchant = await proxied.merchant();
  const wrong = { ...merchant, clientSecret: 'not-the-secret' };
  const refused = await proxied.askToken('tls', wrong, { client: merchant.certificate });
  const { requestId } = JSON.parse(refused.body) as { requestId: string };
  const [hit] = await eventually(async () => {
    const found = await hits(requestId);
    return found.length > 0 ? found : null;
  });
  expect(hit).toMatchObject({ type: 'refusal', requestId, contract: 'avista', reason: 'wrong_secret' });
  // As it is copied from a response.
  for (const pasted of [`x-request-id: ${requestId}`, `"requestId":"${requestId.toUpperCase()}"`])
    expect(await hits(pasted)).toMatchObject([{ type: 'refusal', requestId }]);
});

test('at most 20 are listed, and the answer says that there are more', async () => {
  await sql(
    `INSERT INTO account (name, kind) SELECT 'Farmácia ' || n, 'merchant' FROM generate_series(1, 21) AS n`,
  );
  const many = await ask('farmacia');
  expect([(many.json['items'] as Hit[]).length, many.json['more']]).toEqual([20, true]);
  const one = await ask('farmacia 21');
  expect([(one.json['items'] as Hit[]).length, one.json['more']]).toEqual([1, false]);
});

test('a text that nothing can be found by is refused with the field', async () => {
  for (const query of [
    '',
    'q=',
    'q=a',
    'q=%20a%20',
    `q=${'a'.repeat(201)}`,
    'q=a%00b',
    'q=ab&type=account',
  ]) {
    const { status, json } = await operator.ask(`GET /search?${query}`);
    expect([query, status]).toEqual([query, 400]);
    expect(json['errors']).toMatchObject([{ field: query.includes('type') ? 'type' : 'q' }]);
  }
  const auditor = await proxied.operator({ scopes: ['audit:read'] });
  expect((await auditor.ask('GET /search?q=loja')).status).toBe(403);
});

test('no search reads a table to its end, whatever it finds', async () => {
  const tables = ['account', 'credential', 'certificate', 'account_certificate'];
  const scans = async (): Promise<{ whole: number; indexed: number }> => {
    const [row] = await sql<{ whole: number; indexed: number }>(
      `SELECT sum(seq_scan)::integer AS whole, sum(idx_scan) FILTER (WHERE relname = 'account')::integer AS indexed
       FROM pg_stat_user_tables WHERE relname = ANY ($1)`,
      [tables],
    );
    return row ?? { whole: 0, indexed: 0 };
  };
  await sql('ANALYZE account, credential, certificate');
  // What the other tests did is reported by its sessions once they are idle.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = await scans();
  for (let times = 0; times < 2; times += 1)
    for (const text of ['farm', 'nothing', '12ABC345', '12345678', 'abcdef0123', 'account-1-0badcafe'])
      await hits(text);
  await expect
    .poll(async () => (await scans()).indexed - before.indexed, { timeout: 10_000 })
    .toBeGreaterThan(10);
  expect((await scans()).whole).toBe(before.whole);
});
