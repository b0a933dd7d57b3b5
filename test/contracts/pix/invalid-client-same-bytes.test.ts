import { beforeAll, describe, expect, test } from 'vitest';
import { type AccountInput, type TestAccount } from '../../support/accounts.js';
import type { Answer } from '../../support/ask.js';
import { longAgo, makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, published, shown } from './ask-pix.js';

let app: TestApp;
let pem: string;
const requestId = '00112233445566778899aabbccddeeff';
beforeAll(async () => {
  app = await sharedApp();
  pem = (await makeCertificate()).certPem;
});

const bytesOf = ({ status, headers, body }: Answer): unknown => {
  const others = { ...headers };
  delete others.date;
  return { status, others, body };
};

const unknownClient = { clientId: 'account-1-00000000', clientSecret: 'x'.repeat(20) };
const past = new Date(Date.now() - 60_000);

/** Whatever is wrong, beside what was asked for. */
const causes: [string, AccountInput, Partial<TestAccount>][] = [
  ['a wrong secret', {}, { clientSecret: 'wrong-secret' }],
  ['an expired secret', { secretExpiresAt: past }, {}],
  ['a suspended account', { status: 'suspended' }, {}],
  ['a revoked credential', { credentialStatus: 'revoked' }, {}],
  ['an expired credential', { credentialExpiresAt: past }, {}],
  ['another network', { networks: ['10.9.8.0/24'] }, {}],
  ['an operator', { kind: 'operator' }, {}],
];

describe.each([
  [
    'request A',
    (client: TestAccount | typeof unknownClient, headers: Record<string, string>) =>
      askJson(app, published(client), { headers }),
  ],
  [
    'Basic',
    (client: TestAccount | typeof unknownClient, headers: Record<string, string>) =>
      askForm(
        app,
        { grant_type: 'client_credentials' },
        { headers: { ...headers, authorization: basic(client) } },
      ),
  ],
])('%s', (name, request) => {
  test.each(causes)(
    '%s has the bytes of an unknown client, with a certificate and without',
    async (_cause, input, wrong) => {
      const status = name === 'Basic' ? 401 : 400;
      const linked = { ...(await app.accounts.create({ pix: 'tls', certificate: pem, ...input })), ...wrong };
      const open = { ...(await app.accounts.create({ pix: 'none', ...input })), ...wrong };
      for (const [client, certificate] of [
        [linked, pem],
        [linked, null],
        [open, null],
      ] as const) {
        const headers = { ...shown(certificate), 'x-request-id': requestId };
        const [refused, unknown] = [await request(client, headers), await request(unknownClient, headers)];
        expect(refused.status).toBe(status);
        expect(bytesOf(refused)).toEqual(bytesOf(unknown));
      }
    },
  );

  test('so has a certificate that is missing, foreign or expired', async () => {
    const [other, expired] = [await makeCertificate(), await makeCertificate(longAgo)];
    const client = await app.accounts.create({ pix: 'tls', certificate: expired.certPem });
    for (const certificate of [null, other.certPem, expired.certPem]) {
      const headers = { ...shown(certificate), 'x-request-id': requestId };
      expect(bytesOf(await request(client, headers))).toEqual(bytesOf(await request(unknownClient, headers)));
    }
  });

  test('that the contract is not allowed is told only to whose every proof held', async () => {
    const client = await app.accounts.create({ certificate: pem });
    const headers = { ...shown(pem), 'x-request-id': requestId };
    const told = await request(client, headers);
    expect(told.status).toBe(400);
    expect(told.json()).toMatchObject({ error: 'unauthorized_client' });
    const wrong = await request({ ...client, clientSecret: 'wrong-secret' }, headers);
    expect(bytesOf(wrong)).toEqual(bytesOf(await request(unknownClient, headers)));
    const bare = { 'x-request-id': requestId };
    expect(bytesOf(await request(client, bare))).toEqual(bytesOf(await request(unknownClient, bare)));
  });
});

test('a refusal goes on record with its true cause', async () => {
  const client = await app.accounts.create({ pix: 'tls', certificate: pem });
  await askJson(
    app,
    { ...published(client), clientSecret: 'wrong-secret' },
    {
      headers: { ...shown(pem), 'x-request-id': 'ffeeddccbbaa99887766554433221100' },
    },
  );
  const rows = () =>
    app.database.sql(
      `SELECT contract, reason, client_id FROM refusal WHERE request_id = 'ffeeddccbbaa99887766554433221100'`,
    );
  await expect.poll(rows).toEqual([{ contract: 'pix', reason: 'wrong_secret', client_id: client.clientId }]);
});
