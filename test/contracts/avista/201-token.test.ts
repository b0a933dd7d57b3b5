import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { askToken, tokenIn } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp } from '../../support/test-app.js';

test('a linked certificate and the right secret get a token of 1800 seconds', async () => {
  const app = await sharedApp();
  const certificate = await makeCertificate();
  const account = await app.accounts.create({ certificate: certificate.certPem });

  const answer = await askToken(app, account, certificate.certPem);

  expect(answer.status).toBe(201);
  expect(answer.json()).toEqual({
    access_token: expect.any(String) as string,
    token_type: 'Bearer',
    expires_in: 1800,
  });
  expect(decodeProtectedHeader(tokenIn(answer))).toEqual({
    alg: 'HS256',
    typ: 'JWT',
    kid: expect.stringMatching(/^hs-/) as string,
  });
  const claims = decodeJwt(tokenIn(answer));
  const thumbprint = Buffer.from(certificate.fingerprint, 'hex').toString('base64url');
  expect(claims).toEqual({
    iss: 'https://auth.example.com',
    aud: 'api',
    sub: account.id,
    client_id: account.clientId,
    scope: 'pix:read pix:write balance:read',
    iat: expect.any(Number) as number,
    exp: (claims.iat ?? 0) + 1800,
    jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as string,
    sec: account.secretId,
    crt: thumbprint,
    cnf: { 'x5t#S256': thumbprint },
  });
});
