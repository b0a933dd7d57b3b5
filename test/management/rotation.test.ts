import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { isPending, managementOn, openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, pepper } = await openTestManagement();
const { id: account } = await management.createAccount.run({ name: 'Loja' });

const issue = async (): Promise<{ clientId: string; first: string }> => {
  const { credential } = await management.createCredential.run({ account });
  return { clientId: credential.clientId, first: credential.secrets[0]?.id ?? '' };
};
const daysMs = 24 * 60 * 60 * 1000;

test('a rotation adds a secret; the old one goes on for seven days', async () => {
  const { clientId, first } = await issue();
  const { credential, secretId, secret } = await management.rotateSecret.run({ clientId });
  expect(secret?.shape).toBe('generated');
  expect(credential.secrets.map(({ id }) => id)).toEqual([first, secretId]);
  const [old, fresh] = credential.secrets;
  expect(fresh?.expiresAt).toBeNull();
  expect(((old?.expiresAt?.getTime() ?? 0) - Date.now()) / daysMs).toBeCloseTo(7, 2);
});

test('a third active secret is refused, naming the two', async () => {
  const { clientId, first } = await issue();
  const { secretId } = await management.rotateSecret.run({ clientId });
  const refusal = await refusalOf(management.rotateSecret.run({ clientId }));
  expect(refusal).toMatchObject({ code: 'conflict', field: 'client id' });
  expect(refusal.message).toContain(`${first} and ${secretId}`);
});

test('an overlap of 0 replaces every secret at once', async () => {
  const { clientId } = await issue();
  await management.rotateSecret.run({ clientId });
  const { credential, secretId } = await management.rotateSecret.run({ clientId, overlapSeconds: 0 });
  expect(credential.secrets.map(({ id }) => id)).toEqual([secretId]);
});

test('a secret that has expired takes no place', async () => {
  const { clientId, first } = await issue();
  const { secretId } = await management.rotateSecret.run({ clientId });
  await database.sql(`UPDATE credential_secret SET expires_at = now() - interval '1 second' WHERE id = $1`, [
    first,
  ]);
  const { credential, secretId: third } = await management.rotateSecret.run({ clientId });
  expect(credential.secrets.map(({ id }) => id)).toEqual([secretId, third]);
});

test('a rotation never gives the old secret a longer life', async () => {
  const { clientId, first } = await issue();
  await database.sql(`UPDATE credential_secret SET expires_at = now() + interval '1 hour' WHERE id = $1`, [
    first,
  ]);
  const { credential } = await management.rotateSecret.run({ clientId });
  expect(((credential.secrets[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 3_600_000).toBeCloseTo(1, 1);
});

test('a chosen secret may be rotated in; it is not given back', async () => {
  const { clientId } = await issue();
  const { credential, secret } = await management.rotateSecret.run({
    clientId,
    secret: new Secret('gopher unlit crayon sprout badge wafer'),
  });
  expect(secret).toBeNull();
  expect(credential.secrets.map(({ shape }) => shape)).toEqual(['generated', 'custom']);
});

test.each([-1, 0.5, Number.NaN, 91 * 86_400])(
  'an overlap of %d seconds is refused',
  async (overlapSeconds) => {
    const { clientId } = await issue();
    const work = management.rotateSecret.run({ clientId, overlapSeconds });
    expect(await refusalOf(work)).toMatchObject({ code: 'invalid', field: 'overlap' });
  },
);

test('of ten rotations at once, over two processes, one wins: two secrets are live, never three', async () => {
  const second = managementOn(database.appUrl, pepper);
  for (let round = 0; round < 3; round += 1) {
    const { clientId } = await issue();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? management : second).rotateSecret.run({ clientId }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { credentials } = await management.showAccount.run(account);
    expect(credentials.find((credential) => credential.clientId === clientId)?.secrets).toHaveLength(2);
  }
});

test('retiring ends one secret; retiring again is harmless', async () => {
  const { clientId, first } = await issue();
  const { secretId } = await management.rotateSecret.run({ clientId });
  const { secrets } = (await management.revokeSecret.run({ clientId, secretId: first })).credential;
  expect(secrets.map(({ id }) => id)).toEqual([secretId]);
  expect((await management.revokeSecret.run({ clientId, secretId: first })).credential.secrets).toHaveLength(
    1,
  );
});

test('the only secret, or one used within the last hour, is retired only by force', async () => {
  const { clientId, first } = await issue();
  expect(await refusalOf(management.revokeSecret.run({ clientId, secretId: first }))).toMatchObject({
    code: 'conflict',
  });
  await management.rotateSecret.run({ clientId });
  await database.sql('UPDATE credential_secret SET last_used_at = now() WHERE id = $1', [first]);
  const hasty = await refusalOf(management.revokeSecret.run({ clientId, secretId: first }));
  expect(hasty).toMatchObject({ code: 'conflict', message: expect.stringContaining('last hour') });
  const { secrets } = (await management.revokeSecret.run({ clientId, secretId: first, force: true }))
    .credential;
  expect(secrets).toHaveLength(1);
});

test('a secret of another credential cannot be retired by a mistyped number', async () => {
  const [mine, theirs] = [await issue(), await issue()];
  const work = management.revokeSecret.run({ clientId: mine.clientId, secretId: theirs.first, force: true });
  expect(await refusalOf(work)).toMatchObject({ code: 'not_found', field: 'secret id' });
  const { credentials } = await management.showAccount.run(account);
  expect(credentials.find(({ clientId }) => clientId === theirs.clientId)?.secrets).toHaveLength(1);
});

test('a change of an account waits for the one under way, and for no other account', async () => {
  const { clientId } = await issue();
  const other = await management.createAccount.run({ name: 'Outra' });
  const [release, locked] = await lockAccount(account);
  const rotating = management.rotateSecret.run({ clientId });
  expect(await isPending(rotating, 300)).toBe(true);
  await management.createCredential.run({ account: other.id });
  await release();
  await rotating;
  await locked;
});

const lockAccount = async (id: string): Promise<[() => Promise<void>, Promise<unknown>]> => {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const { default: pg } = await import('pg');
  const client = new pg.Client(database.adminUrl);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [id]);
  const done = released.then(() => client.query('COMMIT')).then(() => client.end());
  return [
    async () => {
      letGo();
      await done;
    },
    done,
  ];
};
