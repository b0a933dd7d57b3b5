import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { PepperedSecretGenerator } from '../../src/crypto/secrets/peppered-secrets.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, pepper } = await openTestManagement();
const maker = new PepperedSecretGenerator(new Peppers({ pepper: () => pepper, previousPeppers: () => [] }));
const { id: account } = await management.createAccount.run({ name: 'Loja' });

const digestOf = async (username: string): Promise<string> => {
  const rows = await database.sql(`SELECT digest FROM resource_owner WHERE username = '${username}'`);
  return (rows as { digest: string }[])[0]?.digest ?? '';
};

test('a user gets a password that is shown once and kept as argon2id under the pepper alone', async () => {
  const { user, secret } = await management.createRealmUser.run({ account, username: 'Ana@Loja.example' });
  expect(user).toMatchObject({ accountId: account, username: 'ana@loja.example', status: 'active' });
  const digest = await digestOf('ana@loja.example');
  expect(digest).toMatch(/^argon2id-hmac-sha256\$/);
  expect(await secret?.reveal((password) => maker.isOneOf(new Secret(password), [digest]))).toBe(true);
});

test('a user id is never the id of an account: both are the subject of tokens', async () => {
  const { user } = await management.createRealmUser.run({ account, username: 'uuid' });
  expect(user.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test('a new password replaces the old one, and is the one that was chosen', async () => {
  await management.createRealmUser.run({ account, username: 'bia' });
  const before = await digestOf('bia');
  const { secret } = await management.setRealmPassword.run('BIA', new Secret('gopher unlit crayon sprout'));
  expect(secret).toBeNull();
  expect(await digestOf('bia')).not.toBe(before);
  expect(await maker.isOneOf(new Secret('gopher unlit crayon sprout'), [await digestOf('bia')])).toBe(true);
});

test('a disabled user is disabled until enabled; doing it again is harmless', async () => {
  await management.createRealmUser.run({ account, username: 'eva' });
  for (let time = 0; time < 2; time += 1) await management.disableRealmUser.run('eva');
  expect(await management.listRealmUsers.run(account)).toContainEqual(
    expect.objectContaining({ username: 'eva', status: 'disabled' }),
  );
  expect(await management.enableRealmUser.run('eva')).toMatchObject({ user: { status: 'active' } });
});

test('changing a user raises the version of its account, so that a token request under way notices', async () => {
  const version = async (): Promise<number> => (await management.showAccount.run(account)).account.version;
  await management.createRealmUser.run({ account, username: 'version' });
  const before = await version();
  await management.disableRealmUser.run('version');
  expect(await version()).toBeGreaterThan(before);
});

test('what cannot be: each says which field and why, and repeats no password', async () => {
  await management.createRealmUser.run({ account, username: 'taken' });
  const create = (username: string, password?: string): Promise<unknown> =>
    management.createRealmUser.run({
      account,
      username,
      ...(password && { password: new Secret(password) }),
    });
  expect(await refusalOf(create('TAKEN'))).toMatchObject({ code: 'conflict', field: 'username' });
  expect(await refusalOf(create('a b'))).toMatchObject({ code: 'invalid', field: 'username' });
  const short = await refusalOf(create('short', 'hunter2'));
  expect(short).toMatchObject({ code: 'invalid', field: 'password' });
  expect(short.message).not.toContain('hunter2');
  expect(await refusalOf(create('bell', 'ring the \u0007 bell'))).toMatchObject({ code: 'invalid' });
  expect(await refusalOf(management.setRealmPassword.run('no-one'))).toMatchObject({ code: 'not_found' });
  expect(await refusalOf(management.listRealmUsers.run('999'))).toMatchObject({ code: 'not_found' });
});

test('an operator gets no user: a password would be worth what a certificate and a secret are', async () => {
  const { certPem: pem } = await makeCertificate();
  const operator = await management.createOperator.run({ name: 'Ana', pem });
  const input = { account: operator.account.id, username: 'operator' };
  expect(await refusalOf(management.createRealmUser.run(input))).toMatchObject({ code: 'refused' });
});

test('a user gets scopes of the account alone, and the refusal names the field and not what was given', async () => {
  const input = { account, username: 'scoped' };
  for (const scopes of [['admin:write'], ['pix:read', 'hunter2'], ['two words'], []]) {
    const refused = await refusalOf(management.createRealmUser.run({ ...input, scopes }));
    expect(refused).toMatchObject({ code: 'invalid', field: 'scope' });
    expect(refused.message).not.toContain('hunter2');
  }
  const { user } = await management.createRealmUser.run({ ...input, scopes: ['pix:read', 'pix:read'] });
  expect(user.scopes).toEqual(['pix:read']);
  const update = (scopes: string[] | null) => management.updateRealmUser.run({ username: 'SCOPED', scopes });
  for (const scopes of [['hunter2'], []])
    expect(await refusalOf(update(scopes))).toMatchObject({ code: 'invalid', field: 'scope' });
  expect((await update(['pix:read', 'pix:write'])).user.scopes).toEqual(['pix:read', 'pix:write']);
  expect((await update(null)).user.scopes).toBeNull();
  expect(await management.listRealmUsers.run(account)).toContainEqual(
    expect.objectContaining({ username: 'scoped', scopes: null }),
  );
});

test('the audit trail has the scopes before and after', async () => {
  await management.createRealmUser.run({ account, username: 'trail', scopes: ['pix:read'] });
  const newest = async () => (await management.listAudit.run({ limit: 1 })).events[0];
  expect(JSON.stringify((await newest())?.after)).toContain('"scopes":["pix:read"]');
  await management.updateRealmUser.run({ username: 'trail', scopes: null });
  const event = await newest();
  expect(event).toMatchObject({
    action: 'realm-user.update',
    targets: [`account ${account}`, 'realm-user trail'],
  });
  expect([event?.before, event?.after].map((image) => JSON.stringify(image))).toEqual([
    expect.stringContaining('"scopes":["pix:read"]'),
    expect.stringContaining('"scopes":null'),
  ]);
});
