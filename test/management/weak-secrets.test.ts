import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { openTestManagement, refusalOf, type TestManagement } from './open-test-management.js';

/**
 * A secret that people choose is what they always choose, unless it is refused (OWASP ASVS 5.0, 6.2.4
 * and 6.2.11). Every way to choose one is tried with each.
 */
let opened: TestManagement;
let [account, clientId] = ['', ''];
beforeAll(async () => {
  opened = await openTestManagement();
  const { management } = opened;
  account = (await management.createAccount.run({ name: 'Padaria Aurora Ltda' })).id;
  clientId = (await management.createCredential.run({ account })).credential.clientId;
  await management.createRealmUser.run({ account, username: 'helena.prado@example.com' });
});

const widespread = 'must not be a common password, or nearly one';
const pattern = 'must not be easy to guess';
const name = 'must not be made of the name of the account, client or user';

const weak: readonly (readonly [text: string, why: string])[] = [
  ['password1234', widespread],
  ['123456789012', widespread],
  ['aaaaaaaaaaaa', pattern],
  ['abcdefghijkl', pattern],
  ['asdfghjklqwe', widespread],
  ['abcabcabcabc', pattern],
  ['PadariaAurora', name],
  ['aurora-padaria1', name],
  ['Aurora2026!!', name],
];

const ways: Readonly<Record<string, (secret: Secret) => Promise<unknown>>> = {
  'a new credential': (secret) => opened.management.createCredential.run({ account, secret }),
  'a rotation': (secret) => opened.management.rotateSecret.run({ clientId, secret }),
  'a new user': (password) =>
    opened.management.createRealmUser.run({ account, username: 'other@example.com', password }),
  'a new password': (password) =>
    opened.management.setRealmPassword.run('helena.prado@example.com', password),
  'an imported account': (secret) =>
    opened.management.importAccount.run({
      account: { name: 'Padaria Aurora Ltda' },
      credentials: [{ clientId: 'aurora-1', secrets: [{ secret }] }],
      certificates: [],
    }),
};

test.each(Object.entries(ways))('%s is refused with a secret that is easy to guess', async (_way, choose) => {
  for (const [text, why] of weak) {
    const { code, field, message } = await refusalOf(choose(new Secret(text)));
    expect([text, code, ['secret', 'password'].includes(String(field))]).toEqual([text, 'invalid', true]);
    expect([text, message]).toEqual([text, expect.stringContaining(why)]);
    expect(message).toContain('choose another, or leave it out and one is generated');
    expect(message).not.toContain(text);
  }
});

test('the own user name, and the own client id, are no secret', async () => {
  const users = refusalOf(
    opened.management.setRealmPassword.run(
      'helena.prado@example.com',
      new Secret('helena.prado@example.com!'),
    ),
  );
  expect((await users).message).toContain(name);
  const clients = refusalOf(opened.management.rotateSecret.run({ clientId, secret: new Secret(clientId) }));
  expect((await clients).message).toContain(name);
});

test('what is hard to guess is taken, whatever characters it has', async () => {
  for (const text of [
    'vidro trem sopa caneta',
    'x7$Kp2!qLmZ9',
    'b8f2e9d1-77aa-4c30',
    'k'.repeat(4) + 'Wq9#Lm2$Vx8',
  ]) {
    await opened.management.createCredential.run({ account, secret: new Secret(text) });
  }
});
