import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { askToken, tokenIn } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

test('a credential narrows the scopes of its account and never widens them', async () => {
  const app = await startApp();
  const { certPem } = await makeCertificate();
  const scopes = fc.uniqueArray(fc.constantFrom('pix:read', 'pix:write', 'balance:read', 'admin:write'));
  await fc.assert(
    fc.asyncProperty(scopes, fc.option(scopes), async (ofAccount, ofCredential) => {
      const account = await app.accounts.create({
        certificate: certPem,
        scopes: ofAccount,
        ...(ofCredential && { credentialScopes: ofCredential }),
      });
      const answer = await askToken(app, account, certPem);
      const granted = String(decodeJwt(tokenIn(answer))['scope'])
        .split(' ')
        .filter(Boolean);
      expect(granted).toEqual(ofAccount.filter((scope) => !ofCredential || ofCredential.includes(scope)));
    }),
    { numRuns: 30 },
  );
});
