import { expect, test } from 'vitest';
import { openAdmin, tokenOf } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const keys = async () => (await operator.ask('GET /keys')).json['items'] as Record<string, unknown>[];

test('the keys are listed with their states and times, never their material', async () => {
  const [key] = await keys();
  expect(key).toMatchObject({ state: 'active', revokedAt: null, kid: expect.any(String) as string });
  expect(Object.keys(key ?? {}).sort()).toEqual(
    ['activatesAt', 'algorithm', 'createdAt', 'revokedAt', 'kid', 'retiresAt', 'state', 'use'].sort(),
  );
  for (const query of ['limit=-1', 'state=active'])
    expect((await operator.ask(`GET /keys?${query}`)).status).toBe(400);
});

test('a rotation publishes the next key; while it waits another is 409, and revoked it is gone at once', async () => {
  const ask = (body: object) => operator.ask('POST /keys/rotate', { body });
  for (const [body, field] of [
    [{ algorithm: 'none' }, 'algorithm'],
    [{ delaySeconds: 5 }, 'delaySeconds'],
    [{ delaySeconds: '1h' }, 'delaySeconds'],
    [{ delay: 7200 }, 'delay'],
  ] as const)
    expect((await ask(body)).json['errors']).toMatchObject([{ field }]);
  const rotated = await ask({ delaySeconds: 7200 });
  expect([rotated.status, rotated.json['state'], rotated.json['algorithm']]).toEqual([201, 'next', 'HS256']);
  expect((await ask({})).status).toBe(409);
  const kid = String(rotated.json['kid']);
  const revoked = await operator.ask(`DELETE /keys/${kid}`);
  expect(revoked.status).toBe(200);
  expect(revoked.json).toMatchObject({
    revoked: { kid, revokedAt: expect.any(String) as string },
    successor: null,
  });
  expect((await operator.ask('DELETE /keys/hs-0000000000000000')).status).toBe(404);
  expect((await operator.ask('DELETE /keys/a%20b')).json['errors']).toMatchObject([{ field: 'kid' }]);
});

test('an ES256 key rotates by the same route', async () => {
  const { status, json } = await operator.ask('POST /keys/rotate', { body: { algorithm: 'ES256' } });
  expect([status, json['state'], json['algorithm']]).toEqual([201, 'next', 'ES256']);
  const revoked = await operator.ask(`DELETE /keys/${String(json['kid'])}`);
  expect(revoked.status).toBe(200);
});

test('dropping the key that signs ends the tokens under it, also the one that asked, and another signs', async () => {
  const other = await proxied.operator();
  const [{ kid } = {}] = (await keys()).filter(({ state, use }) => state === 'active' && use === 'operator');
  const revoked = await other.ask(`DELETE /keys/${String(kid)}`);
  expect(revoked.status).toBe(200);
  const { successor } = revoked.json as { successor: { kid: string; state: string } };
  expect(successor.state).toBe('active');
  await expect.poll(async () => (await other.ask('GET /keys')).status, { timeout: 10_000 }).toBe(401);
  const token = await tokenOf(proxied, other);
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  expect(header.kid).toBe(successor.kid);
  expect((await other.ask('GET /keys', { token })).status).toBe(200);
});

test('a reader rotates and drops nothing', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  expect((await reader.ask('GET /keys')).status).toBe(200);
  expect((await reader.ask('POST /keys/rotate', { body: {} })).status).toBe(403);
  expect((await reader.ask('DELETE /keys/hs-0000000000000000')).status).toBe(403);
});

test('the peppers are told by their ids, with the secrets under each', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  const { json, status } = await reader.ask('GET /peppers');
  expect(status).toBe(200);
  const [current] = json['items'] as { pepper: string; state: string; secrets: number }[];
  expect(current).toMatchObject({ state: 'current' });
  expect(current?.secrets).toBeGreaterThan(0);
  expect(proxied.app.environment['PORTARIA_PEPPER']).not.toContain(current?.pepper);
  expect((await reader.ask('GET /peppers?all=1')).status).toBe(400);
});
