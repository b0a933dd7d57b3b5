import { beforeAll, describe, expect, test } from 'vitest';
import type { TestUser } from '../../support/accounts.js';
import { type Answer, ask } from '../../support/ask.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askRealm, login, openRealm, refresh, tokenPath } from './ask-realm.js';

let app: TestApp;
let user: TestUser;
beforeAll(async () => {
  app = await openRealm();
  user = await app.accounts.addUser((await app.accounts.create()).id);
});

const expectError = (answer: Answer, error: string, description: string): void => {
  expect({ status: answer.status, body: answer.json() }).toEqual({
    status: 400,
    body: { error, error_description: description },
  });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  expect(answer.headers).not.toHaveProperty('www-authenticate');
};

const without = (form: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([known]) => known !== name));

describe('what is missing is named:', () => {
  test.each(['client_id', 'grant_type', 'username', 'password'])('%s of a login', async (name) => {
    expectError(await askRealm(app, without(login(user), name)), 'invalid_request', `${name} is missing`);
  });

  test.each(['client_id', 'grant_type', 'refresh_token'])('%s of a refresh', async (name) => {
    expectError(await askRealm(app, without(refresh('x'), name)), 'invalid_request', `${name} is missing`);
  });

  test('all of it at once, and what is sent empty is missing', async () => {
    const answer = await askRealm(app, { grant_type: 'password', username: '' });
    const problems = ['client_id', 'username', 'password'].map((name) => `${name} is missing`).join('; ');
    expectError(answer, 'invalid_request', problems);
  });
});

test('a parameter that is sent twice is invalid_request, also an unknown one', async () => {
  const form = new URLSearchParams(login(user)).toString();
  for (const twice of ['username=eva', 'x=1&x=1'])
    expectError(
      await askRealm(app, `${form}&${twice}`),
      'invalid_request',
      'a parameter is sent more than once',
    );
});

test.each([
  'client_credentials',
  'authorization_code',
  'PASSWORD',
  'urn:ietf:params:oauth:grant-type:device_code',
])('the grant %s is unsupported_grant_type', async (grantType) => {
  const answer = await askRealm(app, { ...login(user), grant_type: grantType });
  expectError(answer, 'unsupported_grant_type', 'grant_type must be password or refresh_token');
});

test('another client than the public one is invalid_client, without a challenge whatever it sends', async () => {
  for (const authorization of [undefined, `Basic ${btoa('integration-api:x')}`]) {
    const headers = authorization ? { authorization } : {};
    const answer = await askRealm(app, { ...login(user), client_id: 'another-client' }, { headers });
    expectError(answer, 'invalid_client', 'client_id is not the public client of this realm');
  }
});

test.each([
  ['JSON', 'application/json', '{"grant_type":"password"}'],
  ['text', 'text/plain', 'grant_type=password'],
])('%s is no form', async (_name, type, body) => {
  const answer = await ask(app, { path: tokenPath, body, headers: { 'content-type': type } });
  expectError(answer, 'invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
});

test('a scope that is none, or more than the user may have, is invalid_scope', async () => {
  for (const scope of ['pix:read  pix:write', '"', 'admin:write']) {
    const answer = await askRealm(app, { ...login(user), scope });
    expect({ status: answer.status, ...answer.json() }).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    });
  }
});

test('another realm is 404, in the same words', async () => {
  for (const name of ['master', 'APIAX', 'apiax%2F'])
    expect(await askRealm(app, login(user), { path: tokenPath.replace('apiax', name) })).toMatchObject({
      status: 404,
      body: '{"error":"invalid_request","error_description":"No such endpoint"}',
    });
});

test('another method is 405 with Allow', async () => {
  const answer = await ask(app, { path: tokenPath, method: 'GET' });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('POST');
});

test('a body that is too large is 413', async () => {
  expect((await askRealm(app, { ...login(user), x: 'y'.repeat(17_000) })).status).toBe(413);
});

test('where the contract is off, which is so unless it is turned on, there is nothing', async () => {
  const without = await startApp();
  expect((await askRealm(without, login(user))).status).toBeGreaterThanOrEqual(400);
  expect(await without.database.sql('SELECT FROM refresh_family')).toHaveLength(0);
  expect((await ask(without, { path: tokenPath, body: '{}' })).status).toBe(404);
});

test('realm and public client have the names that are configured', async () => {
  const other = await openRealm({
    environment: { PORTARIA_REALM_NAME: 'loja', PORTARIA_REALM_CLIENT_ID: 'loja-api' },
  });
  const theirs = await other.accounts.addUser((await other.accounts.create()).id);
  const path = tokenPath.replace('apiax', 'loja');
  const answer = await askRealm(other, { ...login(theirs), client_id: 'loja-api' }, { path });
  expect(answer.status).toBe(200);
  expect((await askRealm(other, login(theirs), { path })).json()).toMatchObject({ error: 'invalid_client' });
  expect((await askRealm(other, login(theirs))).status).toBe(404);
});
