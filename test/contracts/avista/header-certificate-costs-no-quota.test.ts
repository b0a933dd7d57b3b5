import { expect, test } from 'vitest';
import { askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp } from '../../support/test-app.js';

test("an attacker who repeats a merchant's certificate in a header cannot use up its share of the slow hash", async () => {
  const app = await startApp({ environment: { PORTARIA_SLOW_HASH_PER_QUOTA_KEY: '2' } });
  const { certPem } = await makeCertificate();
  const merchant = await app.accounts.create({
    certificate: certPem,
    customSecret: 'chosen by the merchant',
  });
  const attacker = { clientId: 'account-9-00000000', clientSecret: 'some wrong secret' };
  const flood = Array.from({ length: 12 }, (_, n) =>
    askToken(app, attacker, certPem, { listener: 'header', headers: { 'x-real-ip': `10.0.0.${String(n)}` } }),
  );
  expect((await askToken(app, merchant, certPem)).status).toBe(201);
  await Promise.all(flood);
});
