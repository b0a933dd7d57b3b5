import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CertificateInfo,
  fingerprintOfThumbprint,
  mayAuthenticateClients,
  thumbprintOf,
} from '../../src/core/certificates/certificate.js';
import { fingerprintFrom } from '../../src/core/shared/ids.js';

const clientAuth = '1.3.6.1.5.5.7.3.2';
const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

test.each<[string, readonly string[] | null, boolean]>([
  ['no extended key usage', null, true],
  ['client authentication', [clientAuth], true],
  ['client authentication among others', [serverAuth, clientAuth], true],
  ['any usage', [anyUsage], true],
  ['server authentication alone', [serverAuth], false],
  ['an empty list', [], false],
])('a certificate with %s may authenticate clients: %s -> %s', (_name, extendedKeyUsage, may) => {
  expect(mayAuthenticateClients({ extendedKeyUsage } as CertificateInfo)).toBe(may);
});

test('a thumbprint is the fingerprint in base64url, as Node writes it, and leads back to it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const digest = createHash('sha256').update(bytes).digest();
      const fingerprint = fingerprintFrom(digest.toString('hex'));
      if (!fingerprint) throw new Error('the fingerprint was not accepted');
      expect(thumbprintOf(fingerprint)).toBe(digest.toString('base64url'));
      expect(fingerprintOfThumbprint(thumbprintOf(fingerprint))).toBe(fingerprint);
    }),
  );
});

test('bytes of zero and of all ones keep their places', () => {
  for (const byte of ['00', '0f', 'ff', 'fb']) {
    const fingerprint = fingerprintFrom(byte.repeat(32));
    if (!fingerprint) throw new Error('the fingerprint was not accepted');
    expect(thumbprintOf(fingerprint)).toBe(Buffer.from(fingerprint, 'hex').toString('base64url'));
    expect(fingerprintOfThumbprint(thumbprintOf(fingerprint))).toBe(fingerprint);
  }
});

test('what is not 43 characters of base64url is no thumbprint', () => {
  for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}+`, `${'A'.repeat(42)}/`])
    expect([text, fingerprintOfThumbprint(text)]).toEqual([text, null]);
  expect(fingerprintOfThumbprint(`${'A'.repeat(42)}=`)).toBeNull();
});
