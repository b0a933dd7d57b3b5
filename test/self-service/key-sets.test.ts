import { expect, test } from 'vitest';
import { assertionBy, assertionType, makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { openSelfService, type TestOwner } from './proxied-self-service.js';

const proxied = await openSelfService();
const first = await makeClientKey('ES256', 'first');
const next = await makeClientKey('ES256', 'next');

const ownerWithKey = async (): Promise<TestOwner> => {
  const owner = await proxied.owner({ pix: 'tls' });
  await proxied.app.accounts.registerKey(owner, { method: 'private_key_jwt', jwks: [first.jwk] });
  return owner;
};
const rotate = (owner: TestOwner, body: object, clientId = owner.clientId) =>
  owner.ask(`POST /credentials/${clientId}/keys`, { body });
const tokenBy = async (key: typeof first, { clientId, certificate }: TestOwner): Promise<number> => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: await assertionBy(key, clientId),
  });
  const answer = await proxied.proxy.ask('tls', {
    path: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    client: certificate,
  });
  return answer.status;
};

interface ShownSecret {
  readonly id: string;
  readonly shape: string;
  readonly expiresAt: string | null;
}

test('a merchant rotates its key set: both are good for a while, and the old one is ended by its id', async () => {
  const owner = await ownerWithKey();
  const answer = await rotate(owner, { jwks: { keys: [next.jwk] }, overlapSeconds: 7200 });
  expect(answer.status).toBe(201);
  const secrets = answer.json['secrets'] as ShownSecret[];
  const [old, added] = secrets.filter(({ shape }) => shape === 'private_key_jwt');
  const hours = (Date.parse(old?.expiresAt ?? '') - Date.now()) / 3_600_000;
  expect([hours > 1.9, hours <= 2, added?.expiresAt]).toEqual([true, true, null]);
  expect(await tokenBy(first, owner)).toBe(200);
  expect(await tokenBy(next, owner)).toBe(200);
  const end = `DELETE /credentials/${owner.clientId}/secrets/${String(old?.id)}`;
  expect((answer.json['next'] as string[]).join('\n')).toContain(end.replace(' ', ' /api/account'));
  expect((await owner.ask(`${end}?force=true`)).status).toBe(200);
  expect([await tokenBy(first, owner), await tokenBy(next, owner)]).toEqual([400, 200]);
  const [event] = await proxied.app.database.sql<{ after: string }>(
    `SELECT after FROM audit_event WHERE action = 'credential.rotate-key-set' AND $1 = ANY (targets)`,
    [`credential ${owner.clientId}`],
  );
  expect(event?.after).toContain('"kid":"next"');
});

test('the first key is for an operator to register: a text secret gets no key beside it here', async () => {
  const owner = await proxied.owner({ pix: 'tls' });
  const answer = await rotate(owner, { jwks: { keys: [next.jwk] } });
  expect([answer.status, answer.json['code']]).toEqual([422, 'refused']);
  expect(answer.json['detail']).toContain('Ask the operator of the gateway to register the first one');
});

test('no third set, no overlap below an hour, no address, no private key, and no key of another account', async () => {
  const owner = await ownerWithKey();
  const jwks = { keys: [next.jwk] };
  const other = await ownerWithKey();
  const tried: readonly (readonly [object, string, number])[] = [
    [{ jwks, overlapSeconds: 60 }, owner.clientId, 400],
    [{ jwksUri: 'https://keys.example.com/' }, owner.clientId, 400],
    [{ jwks: { keys: [{ ...next.jwk, d: 'AAAA' }] } }, owner.clientId, 400],
    [{ jwks }, other.clientId, 404],
  ];
  for (const [body, clientId, status] of tried)
    expect((await rotate(owner, body, clientId)).status, JSON.stringify(body)).toBe(status);
  expect((await rotate(owner, { jwks })).status).toBe(201);
  const third = await rotate(owner, { jwks });
  expect([third.status, third.json['detail']]).toEqual([409, expect.stringContaining('Revoke one first')]);
});
