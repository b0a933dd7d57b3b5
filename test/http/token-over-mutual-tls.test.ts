import { connect } from 'node:http2';
import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

let proxied: ProxiedApp;
beforeAll(async () => {
  proxied = await startProxiedApp();
});

test('a merchant with its certificate and secret gets a token bound to that certificate', async () => {
  const merchant = await proxied.merchant({}, { keyType: 'rsa-2048' });
  const answer = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  expect(answer.status).toBe(201);
  const claims = decodeJwt((JSON.parse(answer.body) as { access_token: string }).access_token);
  const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
  expect(claims).toMatchObject({ sub: merchant.id, aud: 'api', cnf: { 'x5t#S256': thumbprint } });
});

test('a client with two certificates gets each token bound to the one that it presented', async () => {
  const merchant = await proxied.merchant();
  const second = await proxied.proxy.issue();
  await proxied.app.accounts.link(merchant.id, second.certPem);
  // The client is cached after the first request, and NGINX may use a connection of the other certificate again.
  const presented = [
    merchant.certificate,
    second,
    second,
    merchant.certificate,
    second,
    merchant.certificate,
  ];
  for (const certificate of presented) {
    const { body } = await proxied.askToken('tls', merchant, { client: certificate });
    expect(boundTo(body)).toBe(certificate.fingerprint);
  }
  const together = await Promise.all(
    Array.from({ length: 10 }, () => presented)
      .flat()
      .map(async (certificate) => ({
        presented: certificate.fingerprint,
        bound: boundTo((await proxied.askToken('tls', merchant, { client: certificate })).body),
      })),
  );
  expect(together.filter(({ bound, presented }) => bound !== presented)).toEqual([]);
});

/** The fingerprint of the certificate that the token in an answer is bound to. */
const boundTo = (body: string): string => {
  const { cnf } = decodeJwt<{ cnf: { 'x5t#S256': string } }>(
    (JSON.parse(body) as { access_token: string }).access_token,
  );
  return Buffer.from(cnf['x5t#S256'], 'base64url').toString('hex');
};

test('the request id of the answer is that of the record and of the log line', async () => {
  const merchant = await proxied.merchant();
  const answer = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  const requestId = String(answer.headers['x-request-id']);
  expect(requestId).toMatch(/^[0-9a-f]{32}$/);
  const rows = await proxied.app.database.sql('SELECT * FROM token_issuance WHERE request_id = $1', [
    requestId,
  ]);
  const claims = decodeJwt((JSON.parse(answer.body) as { access_token: string }).access_token);
  expect(rows).toEqual([
    {
      jti: claims.jti,
      issued_at: new Date((claims.iat ?? 0) * 1000),
      expires_at: new Date((claims.exp ?? 0) * 1000),
      account_id: merchant.id,
      credential_id: merchant.credentialId,
      secret_id: merchant.secretId,
      certificate_id: expect.any(String) as string,
      resource_owner_id: null,
      family_id: null,
      // Of operators alone.
      session_id: null,
      signed_in_at: null,
      contract: 'avista',
      scopes: 'pix:read pix:write balance:read',
      source_address: '127.0.0.1',
      request_id: requestId,
    },
  ]);
  expect(proxied.app.log()).toContain(`"requestId":"${requestId}"`);
  await expect.poll(async () => proxied.proxy.logs()).toContain(requestId);
});

test('the same over HTTP/2', async () => {
  const merchant = await proxied.merchant();
  const { certPem: cert, keyPem: key } = merchant.certificate;
  const session = connect(`https://localhost:${String(proxied.proxy.ports.tls)}`, {
    ca: proxied.proxy.ca.certPem,
    cert,
    key,
  });
  const body = JSON.stringify({ clientId: merchant.clientId, clientSecret: merchant.clientSecret });
  const status = await new Promise<number>((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api/auth/token',
      'content-type': 'application/json',
    });
    stream.on('response', (headers) => {
      resolve(Number(headers[':status']));
    });
    stream.on('error', reject);
    stream.end(body);
  });
  session.close();
  expect(status).toBe(201);
});

test('an operator gets a token at the admin listener, with the admin audience, and a merchant does not', async () => {
  const operator = await proxied.merchant({ kind: 'operator' });
  const answer = await proxied.askToken('admin', operator, { client: operator.certificate });
  expect(decodeJwt((JSON.parse(answer.body) as { access_token: string }).access_token).aud).toBe('admin');
  expect((await proxied.askToken('tls', operator, { client: operator.certificate })).status).toBe(401);
  const merchant = await proxied.merchant();
  expect((await proxied.askToken('admin', merchant, { client: merchant.certificate })).status).toBe(401);
});

test('without a certificate the answer says that it is missing', async () => {
  const merchant = await proxied.merchant();
  const answer = await proxied.askToken('tls', merchant);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'certificate_missing',
    message: expect.stringContaining('X-SSL-Client-Cert') as string,
  });
});

test('at the header listener the header is enough for a credential that allows it, and TLS client certificates do not matter', async () => {
  const merchant = await proxied.merchant({ policy: 'header' });
  const headers = { 'x-ssl-client-cert': encodeURIComponent(merchant.certificate.certPem) };
  expect((await proxied.askToken('header', merchant, { headers })).status).toBe(201);
  expect((await proxied.askToken('header', merchant, { client: merchant.certificate })).status).toBe(400);
});
