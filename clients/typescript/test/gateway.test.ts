import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { openManagement } from '../../../src/app/open-management.js';
import { Secret } from '../../../src/core/credentials/secret.js';
import { tester } from '../../../test/management/open-test-management.js';
import { useCasesOf } from '../../../test/management/use-cases.js';
import { openSelfService } from '../../../test/self-service/account-front.js';
import { afterFile } from '../../../test/support/cleanup.js';
import { openWorkshop } from '../../../test/support/openssl.js';
import { PortariaClient } from '../src/portaria-client.js';
import { failureOf } from './scripted.js';

test('against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error', async () => {
  const front = await openSelfService();
  const { certificates, keyDelaySeconds } = front.app.config;
  const management = openManagement({
    ...front.app.config,
    certificates: () => certificates,
    keyDelaySeconds: () => keyDelaySeconds,
  });
  afterFile(() => management.close());
  const { certPem: pem, keyPem } = front.edge.ca;
  await useCasesOf(management, tester).importAuthority.run({ pem, key: new Secret(keyPem) });
  const { folder } = await openWorkshop();
  const file = (name: string, content?: string): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const merchant = await front.merchant({}, { subject: 'CN=loja.example,O=Loja Ltda,C=BR' });
  const options = {
    url: `https://localhost:${String(front.edge.ports.tls)}`,
    clientId: merchant.clientId,
    clientSecret: merchant.clientSecret,
    certificate: {
      certFile: file('client.pem', merchant.certificate.certPem),
      keyFile: file('client.key', merchant.certificate.keyPem),
    },
    caFile: file('ca.pem', pem),
  };
  const client = new PortariaClient(options);
  afterFile(() => client.close());
  expect(decodeJwt(await client.token()).sub).toBe(merchant.id);

  const into = { certFile: file('next.pem'), keyFile: file('next.key') };
  const renewed = await client.selfService.renewCertificate({ into });
  expect(renewed.previousFingerprint).toBe(merchant.certificate.fingerprint);
  await client.selfService.unlinkCertificate(renewed.previousFingerprint);
  const thumbprint = Buffer.from(renewed.fingerprint, 'hex').toString('base64url');
  expect(decodeJwt(await client.token())['cnf']).toEqual({ 'x5t#S256': thumbprint });

  const saved: string[] = [];
  const { previousSecretIds } = await client.selfService.rotateSecret({
    save: (secret) => void saved.push(secret),
  });
  expect(previousSecretIds).toEqual([merchant.secretId]);
  await client.selfService.revokeSecret(merchant.secretId, { force: true });
  expect(await client.selfService.account()).toMatchObject({ id: merchant.id });

  const previous = new PortariaClient({ ...options, certificate: into });
  afterFile(() => previous.close());
  const failure = await failureOf(previous.token());
  expect(failure).toMatchObject({ name: 'ResponseError', status: 401 });
  expect(failure['requestId']).toMatch(/^[0-9a-f]{32}$/);
  const next = new PortariaClient({ ...options, certificate: into, clientSecret: saved.join() });
  afterFile(() => next.close());
  expect(decodeJwt(await next.token()).sub).toBe(merchant.id);
}, 120_000);
