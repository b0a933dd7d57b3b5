import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { askToken, tokenIn } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp } from '../../support/test-app.js';

test('a token got with a certificate from a header is bound to no certificate, but names it', async () => {
  const app = await sharedApp();
  const { certPem, fingerprint } = await makeCertificate();
  const account = await app.accounts.create({ policy: 'header', certificate: certPem });

  const answer = await askToken(app, account, certPem, { listener: 'header' });

  expect(answer.status).toBe(201);
  const claims = decodeJwt(tokenIn(answer));
  expect(claims).not.toHaveProperty('cnf');
  expect(claims['crt']).toBe(Buffer.from(fingerprint, 'hex').toString('base64url'));
});

test('a credential that allows the header may use the handshake too, and its token is then bound', async () => {
  const app = await sharedApp();
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ policy: 'header', certificate: certPem });

  const answer = await askToken(app, account, certPem);

  expect(decodeJwt(tokenIn(answer))).toHaveProperty('cnf');
});
