import { expect, test } from 'vitest';
import { sentToken } from '../../src/auth-request/sent-token.js';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln';
const once = 'Send it once, as: Authorization: Bearer <token>';

const tokenOf = (text: string, { query = '', times = 1 } = {}): string => {
  const absent = { times: 0, text: '' };
  const original = { method: 'GET', target: '/cob', authorization: { times, text }, authentication: absent };
  return sentToken(original, query, { acceptsAuthenticationHeader: false });
};

test('a token in three parts is taken; its signature is the business of others', () => {
  expect(tokenOf(`Bearer ${jwt}`)).toBe(jwt);
});

test.each([
  ['an empty variable of JavaScript', 'undefined'],
  ['an empty variable of JSON', 'null'],
  ['the scheme twice', `Bearer ${jwt}`],
  ['quotation marks', `"${jwt}"`],
  ['an object', '[object Object]'],
  ['the whole response', `{"access_token":"${jwt}"}`],
  ['a client secret', 'ptr_0123456789'],
  ['a part of the token', jwt.slice(0, 20)],
])('%s in place of a token: the description says so, and repeats none of it', (_name, text) => {
  expect(() => tokenOf(`Bearer ${text}`)).toThrow(
    expect.objectContaining({
      code: 'invalid_token',
      publicDetail: {
        description: `The text after Bearer is not an access token, which has three parts with dots between them. ${once}`,
      },
    }),
  );
});

test('a token in the query, or in two headers: the description says so', () => {
  expect(() => tokenOf('', { query: `access_token=${jwt}` })).toThrow(
    expect.objectContaining({
      publicDetail: { description: `A token in a URL ends up in logs. ${once}` },
    }),
  );
  expect(() => tokenOf(`Bearer ${jwt}`, { times: 2 })).toThrow(
    expect.objectContaining({ code: 'invalid_token', publicDetail: { description: once } }),
  );
});
