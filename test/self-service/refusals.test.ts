import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { openSelfService, type TestOwner } from './proxied-self-service.js';

const proxied = await openSelfService();
const withoutId = (body: string): string => body.replace(/"requestId":"[0-9a-f]{32}"/, '');

/** Has the account refused; gives the request id of the answer. */
const refused = async (owner: TestOwner): Promise<string> => {
  const wrong = { clientId: owner.clientId, clientSecret: 'not-the-secret' };
  const answer = await proxied.askToken('tls', wrong, { client: owner.certificate });
  expect(answer.status).toBe(401);
  return String(answer.headers['x-request-id']);
};

/** Refusals are written behind the answers. */
const isKept = (requestId: string): Promise<true> =>
  eventually(async () => {
    const rows = await proxied.app.database.sql('SELECT FROM refusal WHERE request_id = $1', [requestId]);
    return rows.length > 0 ? true : null;
  });

test('a merchant redeems the request id of a refusal of its own for the true cause in words', async () => {
  const owner = await proxied.owner();
  const requestId = await refused(owner);
  await isKept(requestId);
  const answer = await owner.ask(`GET /refusals/${requestId}`);
  expect(answer.status).toBe(200);
  expect(answer.json['items']).toMatchObject([
    {
      requestId,
      reason: 'wrong_secret',
      accountId: owner.id,
      fingerprint: owner.certificate.fingerprint,
      happened: 'The client secret matches no active secret of the credential.',
      next: expect.stringContaining('POST /api/account/credentials/{clientId}/secrets'),
    },
  ]);
  expect(answer.body).not.toContain('not-the-secret');
});

test('and in Portuguese, alone or in the list, with the texts for a merchant', async () => {
  const owner = await proxied.owner();
  const requestId = await refused(owner);
  await isKept(requestId);
  for (const path of [`/refusals/${requestId}`, '/refusals']) {
    const answer = await owner.ask(`GET ${path}`, { headers: { 'accept-language': 'pt' } });
    expect(answer.json['items']).toMatchObject([
      {
        requestId,
        happened: 'O segredo do cliente não corresponde a nenhum segredo ativo da credencial.',
        next: expect.stringContaining('POST /api/account/credentials/{clientId}/secrets'),
      },
    ]);
    expect(answer.headers).toMatchObject({ 'content-language': 'pt-BR', vary: 'Accept-Language' });
  }
  const { headers } = await owner.ask('GET /refusals');
  expect(headers).toMatchObject({ 'content-language': 'en', vary: 'Accept-Language' });
});

test("the request id of another account's refusal is a 404 that is byte-identical to one that does not exist", async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  const requestId = await refused(other);
  await isKept(requestId);
  const foreign = await owner.ask(`GET /refusals/${requestId}`);
  const absent = await owner.ask(`GET /refusals/${'0'.repeat(32)}`);
  expect(foreign.status).toBe(404);
  expect(withoutId(foreign.body)).toBe(withoutId(absent.body));
  expect((await other.ask(`GET /refusals/${requestId}`)).status).toBe(200);
  expect((await owner.ask('GET /refusals/7')).json['errors']).toMatchObject([{ field: 'requestId' }]);
});

test('own refusals are listed newest first, by time and page by page, and no merchant can ask for those of another account', async () => {
  const [owner, other] = [await proxied.owner(), await proxied.owner()];
  const ids: string[] = [];
  for (const who of [owner, other, owner]) {
    const requestId = await refused(who);
    await isKept(requestId);
    if (who === owner) ids.unshift(requestId);
  }
  const idsIn = (json: Record<string, unknown>): string[] =>
    (json['items'] as { requestId: string }[]).map(({ requestId }) => requestId);
  expect(idsIn((await owner.ask('GET /refusals')).json)).toEqual(ids);
  const first = await owner.ask('GET /refusals?limit=1');
  const second = await owner.ask(`GET /refusals?limit=1&cursor=${String(first.json['nextCursor'])}`);
  expect([...idsIn(first.json), ...idsIn(second.json)]).toEqual(ids);
  expect(idsIn((await owner.ask('GET /refusals?until=2020-01-01')).json)).toEqual([]);
  expect(idsIn((await owner.ask('GET /refusals?since=2020-01-01')).json)).toEqual(ids);
  for (const [query, field] of [
    [`account=${other.id}`, 'account'],
    ['since=yesterday', 'since'],
  ])
    expect((await owner.ask(`GET /refusals?${query ?? ''}`)).json['errors']).toMatchObject([{ field }]);
});
