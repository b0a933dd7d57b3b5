import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import { ask, type Asking } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import {
  askService,
  basicWithLineBreak,
  type Client,
  failed,
  invalid,
  notFound,
  path,
  wrongSecret,
} from './ask-service-token.js';

let app: TestApp;
let pem: string;
let open: TestAccount;
beforeAll(async () => {
  app = await startApp({ environment: { PORTARIA_CONTRACTS: 'pix,service-token' } });
  pem = (await makeCertificate()).certPem;
  open = await app.accounts.create({ serviceToken: 'none' });
});

const expectRefused = async (client: Client, body: object, asking: Asking = {}): Promise<void> => {
  const answer = await askService(app, client, asking);
  expect(answer.json()).toEqual(body);
  expect(answer.status).toBe(400);
  expect(answer.headers['www-authenticate']).toBeUndefined();
};

describe('ACCT_SA_003:', () => {
  test('there is no such client', () =>
    expectRefused({ clientId: 'account-9-00000000', clientSecret: open.clientSecret }, notFound));

  test('a client of other contracts does not exist here, whatever its secret', async () => {
    const other = await app.accounts.create({ pix: 'none' });
    const guessed = { ...other, clientSecret: `ptr_${'x'.repeat(43)}` };
    await expectRefused(other, notFound);
    await expectRefused(guessed, notFound);
    await expectRefused({ ...other, clientSecret: 'chosen-guess' }, notFound);
  });
});

describe('OAUTH_CLNT_015:', () => {
  test.each([`ptr_${'x'.repeat(43)}`, 'chosen-guess'])('the secret %s is wrong', (clientSecret) =>
    expectRefused({ ...open, clientSecret }, wrongSecret),
  );

  test('a suspended account with a wrong secret: its state is not told', async () => {
    const suspended = await app.accounts.create({ status: 'suspended', serviceToken: 'none' });
    await expectRefused({ ...suspended, clientSecret: 'chosen-guess' }, wrongSecret);
    await expectRefused(suspended, invalid);
  });
});

describe('ACCT_SA_001:', () => {
  test('a certificate that the policy demands is missing or refused, whatever the secret', async () => {
    const bound = await app.accounts.create({ certificate: pem, serviceToken: 'tls' });
    const foreign = await makeCertificate();
    const refused: Asking[] = [
      {},
      { headers: shown(foreign.certPem) },
      { headers: shown(pem, 'FAILED:certificate has expired') },
    ];
    for (const asking of refused) {
      for (const clientSecret of [bound.clientSecret, `ptr_${'x'.repeat(43)}`, 'chosen-guess'])
        await expectRefused({ ...bound, clientSecret }, invalid, asking);
    }
    await expectRefused({ ...bound, clientSecret: 'chosen-guess' }, wrongSecret, { headers: shown(pem) });
  });

  const withHeader = (authorization: string): Asking => ({ headers: { authorization } });
  const base64 = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  test.each<[string, Asking]>([
    ['no Authorization', withHeader('')],
    ['another scheme', withHeader('Bearer abc')],
    ['what is not base64', withHeader('Basic %%%')],
    ['no colon', withHeader(base64('account-1-0a1b2c3d'))],
    ['no client id', withHeader(base64(':some-secret-1'))],
    ['no secret', withHeader(base64('account-1-0a1b2c3d:'))],
    ['a client id that can be none', withHeader(base64('a b c:some-secret-1'))],
    ['no body', { body: '' }],
    ['no grant_type', { body: 'x=y' }],
    ['another grant_type', { body: 'grant_type=password' }],
    ['grant_type twice', { body: 'grant_type=Client_Credentials&grant_type=Client_Credentials' }],
    ['grant_type that is no text', { body: '{"grant_type":1}' }],
    ['what begins like JSON and is none', { body: '{grant_type' }],
    ['a prototype for a field', { body: '{"__proto__":{"grant_type":"Client_Credentials"}}' }],
  ])('%s', (_name, asking) => expectRefused(open, invalid, asking));
});

test('other statuses have the envelope too', async () => {
  const get = await ask(app, { path, method: 'GET' });
  expect([get.status, get.json()]).toEqual([405, invalid]);
  const type = await askService(app, open, { headers: { 'content-type': 'text/plain' } });
  expect([type.status, type.json()]).toEqual([415, invalid]);
  const large = await askService(app, open, { body: 'x'.repeat(17_000) });
  expect([large.status, large.json()]).toEqual([413, invalid]);
});

test('every refusal goes on record with its true cause', async () => {
  const other = await app.accounts.create({ pix: 'none' });
  const answer = await askService(app, { ...other, clientSecret: 'chosen-guess' });
  await expect
    .poll(async () => {
      const rows = await app.database.sql<{ reason: string; detail: string; contract: string }>(
        'SELECT reason, detail, contract FROM refusal WHERE request_id = $1',
        [answer.headers['x-request-id']],
      );
      return rows[0];
    })
    .toMatchObject({ contract: 'service-token', reason: 'wrong_secret' });
});

test('while the database cannot answer it is the published error of the platform, and says when to try again', async () => {
  const lonely = await startApp({
    environment: {
      PORTARIA_CONTRACTS: 'service-token',
      DATABASE_URL: 'postgresql://unknown:nothing@127.0.0.1:9/none',
    },
  });
  const answer = await askService(lonely, open);
  expect([answer.status, answer.json()]).toEqual([503, failed('avx-common-011', 'Error while processing.')]);
  expect(answer.headers['retry-after']).toMatch(/^\d+$/);
});

test('a fault of the gateway is the published error of the platform', async () => {
  const { sql } = app.database;
  await sql(`CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'never' USING ERRCODE = 'data_exception'; END $$`);
  await sql('CREATE TRIGGER never BEFORE INSERT ON token_issuance FOR EACH ROW EXECUTE FUNCTION never()');
  const answer = await askService(app, open);
  await sql('DROP TRIGGER never ON token_issuance');
  expect([answer.status, answer.json()]).toEqual([500, failed('avx-common-011', 'Error while processing.')]);
});

test('where the contract is off there is nothing at its path, and what is refused there is not recorded', async () => {
  const off = await startApp();
  const client = await off.accounts.create({ serviceToken: 'none' });
  const answer = await ask(off, {
    path,
    body: 'grant_type=Client_Credentials',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basicWithLineBreak(client),
    },
  });
  expect(answer.status).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'not_found' });
});
