import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import type { Answer } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askService, basicWithLineBreak } from './ask-service-token.js';

/** What published document 004 prints. */
const printed = {
  authorization:
    'Basic NTIxYzNhZDItZWE0ZS00NDdiLWE1MWItOTYyMWJiN2VhMTI2OjU1QVUjTk84JSpaaGd2TmZhWVVtdHZYMGRrRWhvZGJpCg==',
  token:
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGF0Zm9ybSIsImF1ZCI6ImF2eCIsImNsaWVudElkIjoiOTcwNzRlNDEtOGFmOS00NTZkLTlhNjQtZjBjNGJiOTA4MDQ4IiwiaXNzIjoiYXZ4IiwiZXhwIjoxNjUwMzY5MzY3LCJncmFudCB0eXBlIjoiY2xpZW50X2NyZWRlbnRpYWxzIn0.HZnkuUEjXIeqJWqpqiNWFHqIDI7GYf4cWx6VwbjGD_0',
};

let app: TestApp;
let open: TestAccount;
let bound: TestAccount;
let pem: string;
beforeAll(async () => {
  app = await startApp({
    environment: { PORTARIA_CONTRACTS: 'service-token', PORTARIA_ISSUER: 'https://avx.example' },
  });
  pem = (await makeCertificate()).certPem;
  open = await app.accounts.create({
    clientId: '521c3ad2-ea4e-447b-a51b-9621bb7ea126',
    customSecret: '55AU#NO8%*ZhgvNfaYUmtvX0dkEhodbi',
    policy: null,
    serviceToken: 'none',
  });
  bound = await app.accounts.create({ certificate: pem, serviceToken: 'tls' });
});

const tokenIn = (answer: Answer): string => {
  expect(answer.status).toBe(200);
  return String(answer.json()['response']);
};

test('the printed request gets the printed envelope', async () => {
  const answer = await askService(app, open, { headers: { authorization: printed.authorization } });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(
    /^\{"response":"[^"]+\.[^"]+\.[^"]+","message":null,"appStatusCode":null,"tags":\{\},"headers":null\}$/,
  );
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  });
});

test('its token has the header and the claims of the printed one, and what revocation needs', async () => {
  const token = tokenIn(await askService(app, open));
  const header = decodeProtectedHeader(token);
  expect(header).toEqual({ ...decodeProtectedHeader(printed.token), kid: header.kid });
  const claims = decodeJwt(token);
  const sample = decodeJwt(printed.token);
  expect(claims).toEqual({
    // As the sample has them.
    sub: sample.sub,
    aud: sample.aud,
    'grant type': sample['grant type'],
    clientId: open.clientId,
    // Ours.
    iss: 'https://avx.example',
    account: open.id,
    scope: 'pix:read pix:write balance:read',
    iat: expect.any(Number) as number,
    exp: (claims.iat ?? 0) + 1800,
    jti: expect.any(String) as string,
    sec: open.secretId,
  });
  expect(Object.keys(sample).filter((name) => !(name in claims))).toEqual([]);
  const [row] = await app.database.sql('SELECT contract FROM token_issuance WHERE jti = $1', [claims.jti]);
  expect(row).toEqual({ contract: 'service-token' });
});

test('a token over mutual TLS is bound to the certificate', async () => {
  const { cnf, crt } = decodeJwt(tokenIn(await askService(app, bound, { headers: shown(pem) })));
  expect(cnf).toEqual({ 'x5t#S256': crt });
});

describe('grant_type in a form or in JSON, whatever of the two the Content-Type says:', () => {
  const form = 'application/x-www-form-urlencoded';
  test.each([
    ['a form', form, 'grant_type=Client_Credentials'],
    ['JSON', 'application/json', '{"grant_type":"Client_Credentials"}'],
    ['a form that is called JSON, as published', 'application/json', 'grant_type=Client_Credentials'],
    ['JSON that is called a form', form, ' {"grant_type":"Client_Credentials"}'],
    ['lower case', form, 'grant_type=client_credentials'],
    ['upper case', 'application/json', '{"grant_type":"CLIENT_CREDENTIALS","other":1}'],
  ])('%s', async (_name, type, body) => {
    tokenIn(await askService(app, open, { body, headers: { 'content-type': type } }));
  });
});

describe('the header Authorization:', () => {
  test.each([
    ['without a line break', ''],
    ['with one of Windows', '\r\n'],
    ['with a carriage return', '\r'],
  ])('%s', async (_name, end) => {
    tokenIn(await askService(app, open, { headers: { authorization: basicWithLineBreak(open, end) } }));
  });

  test('a secret may have colons, percent signs and plus signs, and nothing of it is decoded', async () => {
    const customSecret = 'a:b%41+c:%zz=d';
    const client = await app.accounts.create({ customSecret, serviceToken: 'none' });
    tokenIn(await askService(app, client));
    const decoded = { ...client, clientSecret: 'a:bA+c:%zz=d' };
    expect((await askService(app, decoded)).json()).toMatchObject({ appStatusCode: 'OAUTH_CLNT_015' });
  });

  test('one line break is dropped, not two', async () => {
    const authorization = basicWithLineBreak(open, '\n\n');
    expect((await askService(app, open, { headers: { authorization } })).status).toBe(400);
  });
});

test.each(['', '?gwsource=external', '?gwsource=anything&x=1'])(
  'the query %s is not looked at',
  async (query) => {
    tokenIn(await askService(app, open, { path: `/avxapi/acctmgmt-get-service-token${query}` }));
  },
);
