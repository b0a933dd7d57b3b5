import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

/** The names that the fields have in the admin API, and a fix that its caller can follow. */
test('every route that takes a chosen secret or password judges it', async () => {
  const made = await operator.ask('POST /accounts', { body: { name: 'Padaria São João' } });
  const account = String(made.json['id']);
  const credential = await operator.ask(`POST /accounts/${account}/credentials`, { body: {} });
  const users = `POST /accounts/${account}/realm-users`;
  await operator.ask(users, { body: { username: 'ana@loja.example' } });

  const routes = [
    [`POST /accounts/${account}/credentials`, 'clientSecret', {}],
    [`POST /credentials/${String(credential.json['clientId'])}/secrets`, 'clientSecret', {}],
    [users, 'password', { username: 'eva' }],
    ['POST /realm-users/ana@loja.example/password', 'password', {}],
  ] as const;
  for (const [route, field, body] of routes) {
    for (const text of ['Padaria Sao Joao', 'admin@123456', 'clientSecret1', 'Cachorro@2026!']) {
      const answer = await operator.ask(route, { body: { ...body, [field]: text } });
      const message = expect.stringMatching(/^must .*\. Leave it out to let portaria generate one/);
      expect([route, text, answer.status, answer.json['errors']]).toEqual([
        ...[route, text, 400],
        [{ field, message }],
      ]);
      expect(answer.body).not.toContain(text);
    }
  }
});
