import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { makeCertificate } from '../support/certificates.js';
import { type Answer, longAgo } from './nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from './proxied-app.js';

let proxied: ProxiedApp;
let merchant: Merchant;
beforeAll(async () => {
  proxied = await startProxiedApp();
  merchant = await proxied.merchant();
});

const why = (requestId: string, client?: IssuedCertificate, language?: string): Promise<Answer> =>
  proxied.proxy.ask('tls', {
    method: 'GET',
    path: `/api/auth/refusals/${requestId}`,
    ...(client && { client }),
    ...(language !== undefined && { headers: { 'accept-language': language } }),
  });

/** Resolves to the answer once the rejection is written, which happens behind the response. */
const written = async (requestId: string, client: IssuedCertificate): Promise<Answer> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await why(requestId, client);
    if (answer.status !== 404) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the rejection was not written');
};

const rejected = async (
  client: Pick<Merchant, 'clientId' | 'clientSecret'>,
  certificate: IssuedCertificate,
): Promise<string> => {
  const answer = await proxied.askToken('tls', client, { client: certificate });
  expect([answer.status, answer.body]).toEqual([
    401,
    expect.stringContaining('GET /api/auth/refusals/{requestId}'),
  ]);
  return String(answer.headers['x-request-id']);
};

const wrong = { clientSecret: 'a-wrong-secret-0001' };

test('the holder of the one certificate of an account reads why its own client was rejected, and no private detail', async () => {
  const requestId = await rejected({ ...merchant, ...wrong }, merchant.certificate);
  const answer = await written(requestId, merchant.certificate);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    requestId,
    items: [
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        contract: 'avista',
        reason: 'wrong_secret',
        happened: expect.stringMatching(/^The client secret matches no active/) as string,
        wouldPass: expect.any(String) as string,
        next: expect.stringContaining('/api/account/credentials/') as string,
      },
    ],
  });
  expect(answer.body).not.toContain(merchant.clientId);
});

test('it reads it in Portuguese where it asks for that, and the answer says its language', async () => {
  const requestId = await rejected({ ...merchant, ...wrong }, merchant.certificate);
  const inEnglish = await written(requestId, merchant.certificate);
  const answer = await why(requestId, merchant.certificate, 'pt-BR,pt;q=0.9,en;q=0.8');
  expect(JSON.parse(answer.body)).toMatchObject({
    items: [
      {
        reason: 'wrong_secret',
        happened: 'O segredo do cliente não corresponde a nenhum segredo ativo da credencial.',
        next: expect.stringContaining('POST /api/account/credentials/{clientId}/secrets') as string,
      },
    ],
  });
  expect(answer.headers).toMatchObject({ 'content-language': 'pt-BR', vary: 'Accept-Language' });
  expect(inEnglish.headers).toMatchObject({ 'content-language': 'en', vary: 'Accept-Language' });
  const foreign = await rejected({ clientId: 'account-999-00000000', ...wrong }, merchant.certificate);
  await written(foreign, merchant.certificate);
  const { body } = await why(foreign, merchant.certificate, 'pt');
  expect(JSON.parse(body)).toMatchObject({
    items: [],
    hint: expect.stringMatching(/^A causa só é informada/) as string,
  });
});

/** Each makes a rejection whose cause may not be said, and the certificate that asks. */
const silent: Record<string, () => Promise<[string, IssuedCertificate]>> = {
  'an unknown client': async () => {
    const unknown = { clientId: 'account-999-00000000', ...wrong };
    return [await rejected(unknown, merchant.certificate), merchant.certificate];
  },
  "another account's client": async () => {
    const other = await proxied.merchant();
    return [await rejected({ ...other, ...wrong }, merchant.certificate), merchant.certificate];
  },
  "another account's client with its right secret": async () => {
    const other = await proxied.merchant();
    return [await rejected(other, merchant.certificate), merchant.certificate];
  },
  'a certificate of two accounts': async () => {
    const one = await proxied.merchant();
    const two = await proxied.app.accounts.create({ certificate: one.certificate.certPem });
    return [await rejected({ ...two, ...wrong }, one.certificate), one.certificate];
  },
  'a certificate that no account has': async () => {
    const certificate = await proxied.proxy.issue();
    return [await rejected(merchant, certificate), certificate];
  },
  'a certificate that expired': async () => {
    const { certificate, ...expired } = await proxied.merchant({}, longAgo);
    return [await rejected(expired, certificate), certificate];
  },
  'a certificate that was revoked': async () => {
    const { certificate, ...revoked } = await proxied.merchant();
    await proxied.app.database.sql('UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1', [
      Buffer.from(certificate.fingerprint, 'hex'),
    ]);
    return [await rejected(revoked, certificate), certificate];
  },
  'a network that the account does not allow': async () => {
    const { certificate, ...elsewhere } = await proxied.merchant({ networks: ['192.0.2.0/24'] });
    return [await rejected(elsewhere, certificate), certificate];
  },
  "an operator's account": async () => {
    const { certificate, ...operator } = await proxied.merchant({ kind: 'operator' });
    return [await rejected(operator, certificate), certificate];
  },
};

describe('in every other case the answer is one and the same, whatever the cause:', () => {
  test.each(Object.entries(silent))('%s', async (_name, make) => {
    const [requestId, certificate] = await make();
    const answer = await written(requestId, certificate);
    expect(answer.status).toBe(200);
    expect(answer.body.replace(requestId, 'ID')).toBe(
      '{"requestId":"ID","items":[],"hint":"You get the cause here only with a certificate that the gateway accepts and ' +
        'that is linked to exactly one account, for a client of that account, and from a network of that account. ' +
        'GET /api/auth/whoami says whether the certificate is accepted and linked. Check the client id too: it is case-sensitive. If that does not help, ' +
        'send the requestId to the operator of the gateway."}',
    );
    const { date, 'x-request-id': own, ...headers } = answer.headers;
    expect([typeof date, typeof own]).toEqual(['string', 'string']);
    expect(headers).toMatchObject({ 'content-length': '444', 'cache-control': 'no-store' });
  });
});

test("another certificate's request id is answered as one that there is not", async () => {
  const requestId = await rejected({ ...merchant, ...wrong }, merchant.certificate);
  await written(requestId, merchant.certificate);
  const other = await proxied.merchant();
  const bodyOf = ({ status, body, headers }: Answer): unknown => [
    status,
    body.replace(String(headers['x-request-id']), 'ID'),
  ];
  const foreign = bodyOf(await why(requestId, other.certificate));
  expect(foreign).toEqual(bodyOf(await why('0'.repeat(32), other.certificate)));
  expect(foreign).toEqual([404, expect.stringContaining('presented this certificate')]);
});

test('every cause costs the one same statement', async () => {
  const sent: string[] = [];
  type Query = (...all: unknown[]) => unknown;
  const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
  const { query } = prototype;
  const asked: [string, IssuedCertificate][] = [['0'.repeat(32), merchant.certificate]];
  for (const make of Object.values(silent)) {
    const one = await make();
    await written(...one);
    asked.push(one);
  }
  prototype.query = function (this: unknown, ...all: unknown[]) {
    const [first] = all;
    const text = typeof first === 'string' ? first : String((first as { text?: unknown }).text);
    if (text.includes('read_certificate_refusals')) sent.push(text);
    return query.apply(this, all);
  };
  try {
    for (const one of asked) await why(...one);
  } finally {
    prototype.query = query;
  }
  expect(sent).toHaveLength(asked.length);
  expect(new Set(sent).size).toBe(1);
});

test('a request id of another form is 400, a request without a certificate too, and at the header listener nothing is there', async () => {
  const malformed = await why('123', merchant.certificate);
  expect([malformed.status, JSON.parse(malformed.body)]).toMatchObject([
    400,
    { message: [expect.stringContaining('32 hex digits')] },
  ]);
  expect((await why('0'.repeat(32))).status).toBe(400);
  const atHeader = await proxied.proxy.ask('header', {
    method: 'GET',
    path: `/api/auth/refusals/${'0'.repeat(32)}`,
    headers: { 'x-ssl-client-cert': encodeURIComponent((await makeCertificate()).certPem) },
  });
  expect(atHeader.status).toBe(404);
});

test('the rate is that of authentication attempts', async () => {
  const limited = await startProxiedApp({
    nginx: {
      PORTARIA_RATE_LIMIT: 'on',
      PORTARIA_RATE_AUTH_ATTEMPTS: '1r/m',
      PORTARIA_BURST_AUTH_ATTEMPTS: '1',
    },
  });
  const client = await limited.proxy.issue();
  const ask = async (): Promise<number> =>
    (
      await limited.proxy.ask('tls', {
        method: 'GET',
        path: `/api/auth/refusals/${'0'.repeat(32)}`,
        client,
      })
    ).status;
  expect([await ask(), await ask(), await ask()]).toEqual([404, 404, 429]);
});
