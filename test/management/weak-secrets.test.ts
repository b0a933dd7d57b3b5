import { hash as bcrypt } from '@node-rs/bcrypt';
import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement, refusalOf, type TestManagement } from './open-test-management.js';

/**
 * A secret that people choose is what they always choose, unless it is refused (OWASP ASVS 5.0, 6.2.4
 * and 6.2.11). Every way to choose one is tried; `test/crypto/secret-strength.test.ts` has what is
 * easy to guess.
 */
let opened: TestManagement;
let [account, clientId, certPem] = ['', '', ''];
beforeAll(async () => {
  opened = await openTestManagement();
  const { management } = opened;
  const named = { name: 'Padaria São João', taxId: '12345678000195' };
  account = (await management.createAccount.run(named)).id;
  clientId = (await management.createCredential.run({ account, label: 'Caixa Norte' })).credential.clientId;
  await management.createRealmUser.run({ account, username: 'helena.prado@example.com' });
  certPem = (await makeCertificate()).certPem;
});

const byName = 'must not be made of the name of the account, client or user, nor of the tax id';
const byWord = 'must not be made of words such as secret, senha, admin or portaria';
const widespread = 'must not be a common password, or nearly one';
const pattern = 'must be harder to guess';

const weak: readonly (readonly [text: string, why: string])[] = [
  ['Padaria Sao Joao', byName],
  ['P4d4r1a.S@o.Jo@o!', byName],
  ['12.345.678/0001-95', byName],
  ['12345678+2026', byName],
  ['clientSecret1', byWord],
  ['Padaria-Senha-2026', byWord],
  ['admin@123456', widespread],
  ['Cachorro@2026!', pattern],
];

type Ways = Readonly<Record<string, (secret: Secret) => Promise<unknown>>>;

const importInto = (target: string | { name: string; taxId: string }) => (secret: Secret) =>
  opened.management.importAccount.run({
    account: target,
    credentials: [{ clientId: 'imported-1', secrets: [{ secret }] }],
    certificates: [],
  });

const ways: Ways = {
  'a new credential': (secret) => opened.management.createCredential.run({ account, secret }),
  'a rotation': (secret) => opened.management.rotateSecret.run({ clientId, secret }),
  'a new user': (password) =>
    opened.management.createRealmUser.run({ account, username: 'other@example.com', password }),
  'a new password': (password) =>
    opened.management.setRealmPassword.run('helena.prado@example.com', password),
  'an imported account': (secret) =>
    importInto({ name: 'Padaria São João', taxId: '12.345.678/0001-95' })(secret),
  'an import into an account that is there': (secret) => importInto(account)(secret),
};

test.each(Object.entries(ways))('%s is refused with a secret that is easy to guess', async (_way, choose) => {
  for (const [text, why] of weak) {
    const { code, field, message } = await refusalOf(choose(new Secret(text)));
    expect([text, code, ['secret', 'password'].includes(String(field))]).toEqual([text, 'invalid', true]);
    expect([text, message]).toEqual([text, expect.stringContaining(why)]);
    expect(message).toContain('let portaria generate one');
    expect(message).not.toContain(text);
  }
});

test('an operator is refused with their own name, and with what everyone chooses', async () => {
  for (const [text, why] of [
    ['helena-prado-26', byName],
    ['admin@123456', widespread],
    ['Senha@2026', byWord],
  ] as const) {
    const operator = { name: 'Helena Prado', pem: certPem, secret: new Secret(text) };
    const refusal = await refusalOf(opened.management.createOperator.run(operator));
    expect(refusal).toMatchObject({
      code: 'invalid',
      field: 'secret',
      message: expect.stringContaining(why),
    });
  }
});

test('the own user name, client id and label are no secret', async () => {
  const { management } = opened;
  const user = 'helena.prado@example.com';
  const asUser = await refusalOf(management.setRealmPassword.run(user, new Secret('Helena_Pr4do!2026')));
  expect(asUser).toMatchObject({ field: 'password', message: expect.stringContaining(byName) });
  for (const text of [clientId, 'c4ixa-norte-1']) {
    const asClient = await refusalOf(management.rotateSecret.run({ clientId, secret: new Secret(text) }));
    expect(asClient).toMatchObject({ field: 'secret', message: expect.stringContaining(byName) });
  }
});

test('what is hard to guess is taken', async () => {
  for (const text of ['gopher unlit crayon sprout badge wafer', 'x7$Kp2!qLmZ9', 'b8f2e9d1-77aa-4c30'])
    await opened.management.createCredential.run({ account, secret: new Secret(text) });
});

test('an import of what is there already is not judged again, and what is new is', async () => {
  const { management } = opened;
  const line = (clientId: string, secret: { digest: string } | { secret: Secret }) => ({
    account: { name: 'Feira Livre' },
    credentials: [{ clientId, secrets: [secret] }],
    certificates: [],
  });
  await management.importAccount.run(line('feira-1', { digest: await bcrypt('Senha@2026', 5) }));
  const weakSecret = { secret: new Secret('Senha@2026') };
  const again = await management.importAccount.run(line('feira-1', weakSecret));
  expect(again).toMatchObject({ outcome: 'already exists' });
  const other = await refusalOf(management.importAccount.run(line('feira-2', weakSecret)));
  expect(other).toMatchObject({ code: 'invalid', message: expect.stringContaining(byWord) });
});
