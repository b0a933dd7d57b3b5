import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { Merchant } from '../http/proxied-app.js';
import { tester } from '../management/open-test-management.js';
import { useCasesOf } from '../management/use-cases.js';
import { afterFile } from '../support/cleanup.js';
import { openWorkshop } from '../support/openssl.js';
import { openSelfService } from './proxied-self-service.js';

/** `Life`: NGINX and the application, which signs certificates, and a merchant with files of their own. */
export interface Life {
  readonly merchant: Merchant;
  /** The fingerprint of a certificate of the same subject, which the merchant has not linked yet. */
  readonly otherFingerprint: string;
  /** The variables that the programs of merchants read. */
  readonly environment: Readonly<Record<string, string>>;
}

export const openWholeLife = async (): Promise<Life> => {
  const proxied = await openSelfService();
  const { certificates, keyActivationDelaySeconds } = proxied.app.config;
  const management = openManagement({
    ...proxied.app.config,
    certificates: () => certificates,
    keyActivationDelaySeconds: () => keyActivationDelaySeconds,
  });
  afterFile(() => management.close());
  const { certPem: pem, keyPem } = proxied.proxy.ca;
  await useCasesOf(management, tester).importAuthority.run({ pem, key: new Secret(keyPem) });
  const { folder } = await openWorkshop();
  const file = (name: string, content?: string): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const subject = 'CN=loja.example,O=Loja Ltda,C=BR';
  const merchant = await proxied.merchant({ pix: 'tls' }, { subject });
  const other = await proxied.proxy.issue({ subject });
  return {
    merchant,
    otherFingerprint: other.fingerprint,
    environment: {
      PORTARIA_URL: `https://localhost:${String(proxied.proxy.ports.tls)}`,
      PORTARIA_CLIENT_ID: merchant.clientId,
      PORTARIA_CLIENT_SECRET: merchant.clientSecret,
      PORTARIA_CLIENT_CERT: file('client.pem', merchant.certificate.certPem),
      PORTARIA_CLIENT_KEY: file('client.key', merchant.certificate.keyPem),
      PORTARIA_CA_CERT: file('ca.pem', pem),
      OTHER_CLIENT_CERT: file('other.pem', other.certPem),
      OTHER_CLIENT_KEY: file('other.key', other.keyPem),
      NEW_CLIENT_CERT: file('next.pem'),
      NEW_CLIENT_KEY: file('next.key'),
    },
  };
};

/** What a program prints as JSON that has linked a certificate, renewed it, and rotated its secret. */
interface Lived {
  readonly token: string;
  /** Of the first certificate, the linked one, and the renewed one. */
  readonly fingerprints: readonly [string, string, string];
  readonly tokenOfNewCertificate: string;
  readonly previousSecretIds: readonly string[];
  readonly account: unknown;
  /** The error that the previous secret gets after it was revoked. */
  readonly failure: unknown;
  readonly tokenOfNewSecret: string;
  /** Requested with the contract pix. */
  readonly tokenOfPix: string;
}

export const expectWholeLife = (
  { merchant, otherFingerprint }: Pick<Life, 'merchant' | 'otherFingerprint'>,
  printed: string,
): void => {
  const lived = JSON.parse(printed) as Lived;
  expect(decodeJwt(lived.token).sub).toBe(merchant.id);
  const [first, linked, renewed] = lived.fingerprints;
  expect([first, linked]).toEqual([merchant.certificate.fingerprint, otherFingerprint]);
  const thumbprint = Buffer.from(renewed, 'hex').toString('base64url');
  expect(decodeJwt(lived.tokenOfNewCertificate)['cnf']).toEqual({ 'x5t#S256': thumbprint });
  expect(lived.previousSecretIds).toEqual([merchant.secretId]);
  expect(lived.account).toMatchObject({ id: merchant.id });
  expect(lived.failure).toEqual({
    status: 401,
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
  });
  expect(decodeJwt(lived.tokenOfNewSecret).sub).toBe(merchant.id);
  const cnf = { 'x5t#S256': thumbprint };
  expect(decodeJwt(lived.tokenOfPix)).toMatchObject({ sub: merchant.id, client_id: merchant.clientId, cnf });
};
