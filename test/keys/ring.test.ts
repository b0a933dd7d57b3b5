import { decodeProtectedHeader, SignJWT } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import type { RingKey } from '../../src/core/keys/signing-key.js';
import { isPending, managementOn, refusalOf } from '../management/open-test-management.js';
import { type Deployment, isGood, letTimePass, openDeployment, openRing } from './deployment.js';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await openDeployment();
});

/** Of the algorithm that is turned here; the other one's stand beside them, untouched. */
const hmacKeys = async (): Promise<RingKey[]> =>
  (await deployment.management.listKeys.run()).filter(
    ({ algorithm, use }) => algorithm === 'HS256' && use === 'merchant',
  );
const states = async (): Promise<string[]> => (await hmacKeys()).map(({ state }) => state);
const active = async (): Promise<RingKey> => {
  const found = (await hmacKeys()).find(({ state }) => state === 'active');
  if (!found) throw new Error('no key is active');
  return found;
};

test('a key is next, active, retiring and retired as time passes, without a job or an operator', async () => {
  const { management, app } = deployment;
  const next = await management.rotateKey.run();
  expect(next).toMatchObject({ state: 'next', algorithm: 'HS256', retiresAt: null });
  expect(next.activatesAt.getTime() - next.createdAt.getTime()).toBeGreaterThan(3_599_000);
  const old = await active();
  expect(old.retiresAt?.getTime()).toBe(next.activatesAt.getTime() + 3900 * 1000);
  await letTimePass(app.database, 3601);
  expect(await states()).toEqual(['retiring', 'active']);
  await letTimePass(app.database, 3900);
  expect(await states()).toEqual(['retired', 'active']);
});

test('what the release before reads follows: the column says which key is active', async () => {
  const { management, app } = deployment;
  const next = await management.rotateKey.run();
  await letTimePass(app.database, 3601);
  const column = () =>
    app.database.sql<{ kid: string }>(
      `SELECT kid FROM signing_key WHERE state = 'active' AND algorithm = 'HS256' AND use = 'sig'`,
    );
  await expect.poll(column, { timeout: 10_000 }).toEqual([{ kid: next.kid }]);
});

test('while a key is waiting no other is published, and the refusal says when it takes over', async () => {
  const { management } = deployment;
  const next = await management.rotateKey.run();
  const refusal = await refusalOf(management.rotateKey.run());
  expect(refusal).toMatchObject({ code: 'conflict', field: 'key' });
  expect(refusal.message).toContain(
    `${next.kid} is already published and becomes active at ${next.activatesAt.toISOString()}`,
  );
});

test('of ten rotations at once, over two processes, one wins', async () => {
  const { management, app, masterKey } = deployment;
  const second = managementOn(app.database.appUrl, app.config.secrets.pepper(), masterKey);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => (n % 2 ? management : second).rotateKey.run()),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await states()).toEqual(['active', 'next']);
});

test.each([0, 119, 1.5, Number.NaN, 31 * 86_400])(
  'a delay of %d seconds is refused: a process must meet a key before another one signs with it',
  async (delaySeconds) => {
    const refusal = await refusalOf(deployment.management.rotateKey.run({ delaySeconds }));
    expect(refusal).toMatchObject({ code: 'invalid', field: 'delay' });
  },
);

test('dropping the waiting key leaves the active one as if nothing had been', async () => {
  const { management } = deployment;
  const before = await active();
  const next = await management.rotateKey.run();
  expect(await management.revokeKey.run(next.kid)).toMatchObject({
    revoked: { kid: next.kid, state: 'retired', revokedAt: expect.any(Date) },
    successor: null,
  });
  expect(await active()).toEqual(before);
  expect((await management.rotateKey.run()).state).toBe('next');
});

test('dropping the active key makes the waiting one active: every process has met it', async () => {
  const { management } = deployment;
  const next = await management.rotateKey.run();
  const { successor } = await management.revokeKey.run((await active()).kid);
  expect(successor).toMatchObject({ kid: next.kid, state: 'active', retiresAt: null });
});

test('dropping the active key with none waiting makes a new one, and gives a retiring one no longer life', async () => {
  const { management, app } = deployment;
  const first = await active();
  await management.rotateKey.run();
  await letTimePass(app.database, 3601);
  const second = await active();
  const retiring = (await management.listKeys.run()).find(({ kid }) => kid === first.kid);
  const { successor } = await management.revokeKey.run(second.kid);
  expect(successor).toMatchObject({ state: 'active', retiresAt: null });
  const after = await hmacKeys();
  expect(after.find(({ kid }) => kid === first.kid)).toEqual(retiring);
  expect(after.filter(({ state }) => state === 'active')).toHaveLength(1);
});

test('a revoked key verifies nothing; revoking it again is harmless; an unknown one is not found', async () => {
  const { management, app, masterKey, ask } = deployment;
  const token = await ask(app);
  const ring = openRing(app, masterKey);
  await ring.reload();
  expect(await isGood(ring, token)).toBe(true);
  const { kid } = decodeProtectedHeader(String(token));
  await management.revokeKey.run(kid ?? '');
  await ring.reload();
  expect(await isGood(ring, token)).toBe(false);
  expect(await management.revokeKey.run(kid ?? '')).toMatchObject({ revoked: { kid }, successor: null });
  expect(await refusalOf(management.revokeKey.run('hs-0000000000000000'))).toMatchObject({
    code: 'not_found',
  });
  const pasted = await refusalOf(management.revokeKey.run('eyJhbGciOiJIUzI1NiJ9.e30.abc'));
  expect(pasted.code).toBe('invalid');
  expect(pasted.message).not.toContain('eyJ');
});

test('the ring holds RS256 keys beside HS256 ones, each in its own kid space, and verifies by the public half', async () => {
  const { management, app, masterKey } = deployment;
  const next = await management.rotateKey.run({ algorithm: 'RS256' });
  expect(next.kid).toMatch(/^rs-/);
  expect((await active()).retiresAt).toBeNull();
  await letTimePass(app.database, 3601);
  const ring = openRing(app, masterKey);
  await ring.reload();
  const { key, kid } = ring.active('RS256');
  expect(kid).toBe(next.kid);
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const token = await new SignJWT().setProtectedHeader({ alg: 'RS256', kid }).setAudience('api').sign(key);
  expect(ring.verifying(kid)?.key.type).toBe('public');
  expect(await isGood(ring, token)).toBe(true);
});

test('the keys of each algorithm rotate on their own, and an ES256 key verifies by its public half', async () => {
  const { management, app, masterKey } = deployment;
  const others = async () =>
    (await management.listKeys.run()).filter(({ algorithm }) => algorithm !== 'ES256');
  const before = await others();
  const ring = openRing(app, masterKey);
  await ring.reload();
  const sign = async () => {
    const { key, kid } = ring.active('ES256');
    return new SignJWT().setProtectedHeader({ alg: 'ES256', kid }).setAudience('api').sign(key);
  };
  const old = await sign();
  const next = await management.rotateKey.run({ algorithm: 'ES256' });
  expect(next).toMatchObject({ state: 'next', algorithm: 'ES256' });
  expect(next.kid).toMatch(/^es-[0-9a-f]{16}$/);
  expect(await others()).toEqual(before);
  await letTimePass(app.database, 3601);
  await ring.reload();
  const { key, kid } = ring.active('ES256');
  expect([kid, key.asymmetricKeyDetails]).toEqual([next.kid, { namedCurve: 'prime256v1' }]);
  const fresh = await sign();
  expect(ring.verifying(kid)?.key.type).toBe('public');
  expect([await isGood(ring, old), await isGood(ring, fresh)]).toEqual([true, true]);
  const { successor } = await management.revokeKey.run(kid);
  expect(successor).toMatchObject({ state: 'active', algorithm: 'ES256' });
  await ring.reload();
  expect([await isGood(ring, old), await isGood(ring, fresh)]).toEqual([true, false]);
  expect((await others()).map(({ state }) => state)).toEqual(['active', 'active', 'active']);
});

test('a change of the ring waits for the one under way, and no token waits for either', async () => {
  const { management, app, ask } = deployment;
  const { default: pg } = await import('pg');
  const client = new pg.Client(app.database.adminUrl);
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE');
  const rotating = management.rotateKey.run();
  expect(await isPending(rotating, 300)).toBe(true);
  expect(typeof (await ask(app))).toBe('string');
  await client.query('COMMIT');
  await client.end();
  await rotating;
});
