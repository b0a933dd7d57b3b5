import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, posted, published, shown } from './ask-pix.js';

let app: TestApp;
let open: TestAccount;
beforeAll(async () => {
  app = await sharedApp();
  open = await app.accounts.create({ pix: 'none' });
});

const grant = { grant_type: 'client_credentials' };

const expectError = (answer: Answer, status: number, error: string): void => {
  expect({ status: answer.status, body: answer.json() }).toEqual({
    status,
    body: { error, error_description: expect.any(String) as string },
  });
  // RFC 6749 section 5.2 has no quote, no backslash and nothing beyond ASCII in it.
  expect(answer.json()['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  expect(answer.headers['www-authenticate']).toBe(
    status === 401 ? 'Basic realm="portaria", charset="UTF-8"' : undefined,
  );
};

describe('a request that cannot be understood is invalid_request:', () => {
  test.each<[string, () => Promise<Answer>]>([
    ['JSON that is none', () => ask(app, { path: '/oauth/token', body: '{' })],
    ['a JSON array', () => askJson(app, [])],
    ['no body', () => ask(app, { path: '/oauth/token' })],
    ['no clientId', () => askJson(app, { clientSecret: open.clientSecret })],
    ['a clientSecret of 7 characters', () => askJson(app, { ...published(open), clientSecret: '1234567' })],
    ['a clientId that is a number', () => askJson(app, { ...published(open), clientId: 1 })],
    ['no grant_type', () => askForm(app, { ...posted(open), grant_type: '' })],
    [
      'a repeated parameter',
      () => askForm(app, `${new URLSearchParams(posted(open)).toString()}&scope=a&scope=a`),
    ],
    [
      'a repeated parameter that is unknown',
      () => askForm(app, `${new URLSearchParams(posted(open)).toString()}&x=a&x=b`),
    ],
    [
      'Basic and client_secret',
      () => askForm(app, posted(open), { headers: { authorization: basic(open) } }),
    ],
    [
      'Basic and another client_id',
      () =>
        askForm(app, { ...grant, client_id: 'another-client' }, { headers: { authorization: basic(open) } }),
    ],
    [
      'Basic and clientSecret',
      () => askJson(app, { ...grant, ...published(open) }, { headers: { authorization: basic(open) } }),
    ],
    [
      'another content type',
      () => ask(app, { path: '/oauth/token', body: 'x', headers: { 'content-type': 'text/plain' } }),
    ],
    [
      'something else than a certificate',
      () => askJson(app, published(open), { headers: shown('no certificate') }),
    ],
  ])('%s', async (_name, request) => {
    expectError(await request(), 400, 'invalid_request');
  });
});

test('Basic and the same client_id again is one method', async () => {
  const answer = await askForm(
    app,
    { ...grant, client_id: open.clientId },
    { headers: { authorization: basic(open) } },
  );
  expect(answer.status).toBe(200);
});

test('another grant is unsupported_grant_type', async () => {
  for (const grant_type of ['password', 'Client_Credentials', 'refresh_token'])
    expectError(await askForm(app, { ...posted(open), grant_type }), 400, 'unsupported_grant_type');
});

describe('a scope beyond what the credential may have is invalid_scope:', () => {
  test.each(['admin:read', 'pix:read admin:write', 'pix:read  pix:write', ' pix:read', 'pix"read', 'é'])(
    '%j',
    async (scope) => {
      expectError(await askForm(app, { ...posted(open), scope }), 400, 'invalid_scope');
    },
  );

  test('the credential narrows the account', async () => {
    const narrow = await app.accounts.create({ pix: 'none', credentialScopes: ['pix:read'] });
    expectError(await askForm(app, { ...posted(narrow), scope: 'pix:write' }), 400, 'invalid_scope');
    expect((await askForm(app, posted(narrow))).json()).toMatchObject({ scope: 'pix:read' });
  });
});

describe('a client that does not authenticate is invalid_client', () => {
  test('400 without the header Authorization', async () => {
    for (const form of [
      grant,
      { ...grant, client_id: open.clientId },
      { ...posted(open), client_secret: '1234567' },
    ])
      expectError(await askForm(app, form), 400, 'invalid_client');
  });

  test.each([
    'Basic',
    'Basic ???',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${Buffer.from('account-1-00000000:').toString('base64')}`,
    `Basic ${Buffer.from('a\0b:12345678').toString('base64')}`,
    'Bearer abc',
  ])('401 with a challenge for "Authorization: %s"', async (authorization) => {
    expectError(await askForm(app, grant, { headers: { authorization } }), 401, 'invalid_client');
    expectError(await askJson(app, grant, { headers: { authorization } }), 401, 'invalid_client');
  });
});

test('other methods are 405, and the answer says which there are', async () => {
  const answer = await ask(app, { method: 'GET', path: '/oauth/token' });
  expectError(answer, 405, 'invalid_request');
  expect(answer.headers.allow).toBe('POST');
});

test('a body beyond 16 kB is 413', async () => {
  expectError(await askForm(app, { ...posted(open), x: 'y'.repeat(17_000) }), 413, 'invalid_request');
});

test('avista stays JSON alone: a form is 415', async () => {
  const { certPem } = await makeCertificate();
  const answer = await askForm(app, posted(open), { path: '/api/auth/token', headers: shown(certPem) });
  expect(answer.status).toBe(415);
  expect(answer.json()).toMatchObject({
    code: 'unsupported_media_type',
    message: 'Content-Type must be application/json',
  });
});

interface Mistake {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly words: RegExp;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const mistakes: readonly (readonly [string, Mistake])[] = [
  [
    'multipart, typed as a form',
    {
      headers: form,
      body: '--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nclient_credentials\r\n--x--\r\n',
      words: /^the body is multipart\/form-data, though Content-Type says/,
    },
  ],
  [
    'the same, as curl -F writes it under that Content-Type',
    {
      headers: form,
      body: '--x\r\nContent-Disposition: attachment; name="grant_type"\r\n\r\nclient_credentials\r\n--x--\r\n',
      words: /^the body is multipart\/form-data, though Content-Type says/,
    },
  ],
  [
    'JSON, typed as a form, as curl -d does',
    {
      headers: form,
      body: '{"clientId":"a","clientSecret":"12345678"}',
      words: /^the body is JSON, though Content-Type says/,
    },
  ],
  [
    'a compressed form',
    {
      headers: { ...form, 'content-encoding': 'gzip' },
      body: 'grant_type=client_credentials',
      words: /^Content-Encoding gzip is not supported/,
    },
  ],
  [
    'JSON with the names of a form',
    {
      body: '{"client_id":"abc","client_secret":"12345678"}',
      words:
        /^clientId is missing: client_id was sent instead; clientSecret is missing: client_secret was sent instead$/,
    },
  ],
  [
    'JSON with a comma too many',
    {
      body: '{"clientId":"abc",}',
      words: /^body must be a JSON object. The body is not JSON: line 1, column 19: a trailing comma/,
    },
  ],
];

test.each(mistakes)('%s is named', async (_name, { headers = {}, body, words }) => {
  const answer = await ask(app, { path: '/oauth/token', body, headers });
  expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_request']);
  expect(answer.json()['error_description']).toMatch(words);
  expect(answer.json()['error_description']).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
});
