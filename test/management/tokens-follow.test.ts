import { expect, test } from 'vitest';
import type { Secret } from '../../src/core/credentials/secret.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { startApp } from '../support/test-app.js';
import { managementOn } from './open-test-management.js';

const app = await startApp();
const management = managementOn(app.database.appUrl, app.config.secrets.pepper());
const reveal = (secret: Secret | null): string => secret?.reveal((value) => value) ?? '';

test('what management opens gets a token, and what it has taken away gets none from then on', async () => {
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const { credential, secret } = await management.createCredential.run({ account });
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account, pem });
  const { clientId } = credential;
  let client = { clientId, clientSecret: reveal(secret) };
  const status = async (): Promise<number> => (await askToken(app, client, pem)).status;

  expect(await status()).toBe(201);
  await management.suspendAccount.run(account);
  expect(await status()).toBe(401);
  await management.reactivateAccount.run(account);
  expect(await status()).toBe(201);
  await management.unlinkCertificate.run({ account, fingerprint });
  expect(await status()).toBe(401);
  await management.linkCertificate.run({ account, pem });
  expect(await status()).toBe(201);
  await management.setContractPolicy.run({ clientId, contract: 'avista', policy: 'off' });
  expect(await status()).toBe(401);
  await management.setContractPolicy.run({ clientId, contract: 'avista', policy: 'tls' });
  expect(await status()).toBe(201);
  const rotated = await management.rotateSecret.run({ clientId });
  expect(await status()).toBe(201);
  await management.revokeSecret.run({ clientId, secretId: credential.secrets[0]?.id ?? '', force: true });
  expect(await status()).toBe(401);
  client = { clientId, clientSecret: reveal(rotated.secret) };
  expect(await status()).toBe(201);
  await management.revokeCertificate.run({ fingerprint });
  expect(await status()).toBe(401);
  await management.createAuthority.run({});
  const { pem: signed } = await management.signCertificate.run({
    account,
    request: await makeRequest(await openWorkshop(), 'next'),
  });
  const withNext = async (): Promise<number> => (await askToken(app, client, signed)).status;
  expect(await withNext()).toBe(201);
  await management.revokeCredential.run(clientId);
  expect(await withNext()).toBe(401);
  expect(await status()).toBe(401);
});
