import { expect, test } from 'vitest';
import { reasonOfChainCheck, wordsOfChainCheck } from '../../src/core/tokens/chain-check.js';

const [start, end] = [1000, 2000];
const info = { notBefore: new Date(start), notAfter: new Date(end) };
const within = 1500;

test.each([
  ['FAILED:certificate has expired', end + 1, 'certificate_expired'],
  ['FAILED:certificate has expired', within, 'certificate_untrusted'],
  ['FAILED:certificate is not yet valid', start - 1, 'certificate_not_yet_valid'],
  ['FAILED:certificate is not yet valid', within, 'certificate_untrusted'],
  ['FAILED:unsuitable certificate purpose', within, 'certificate_wrong_usage'],
  ['FAILED:unsupported certificate purpose', within, 'certificate_wrong_usage'],
  ['FAILED:certificate revoked', within, 'certificate_revoked'],
  ['FAILED:EE certificate key too weak', within, 'certificate_weak_key'],
  ['FAILED:Certificate public key has explicit ECC parameters', within, 'certificate_weak_key'],
  ['FAILED:CA certificate key too weak', within, 'certificate_untrusted'],
  ['FAILED:unable to get local issuer certificate', within, 'certificate_untrusted'],
  ['FAILED:self-signed certificate', end + 1, 'certificate_untrusted'],
  ['FAILED:CRL has expired', end + 1, 'certificate_untrusted'],
  ['NONE', within, 'certificate_untrusted'],
  ['', within, 'certificate_untrusted'],
])('%s at %i is %s', (sslClientVerify, nowMs, reason) => {
  expect(reasonOfChainCheck(sslClientVerify, info, nowMs)).toBe(reason);
});

test('an issuer that has expired is named as the issuer', () => {
  const words = 'FAILED:certificate has expired';
  expect(wordsOfChainCheck(words, 'certificate_untrusted')).toContain('an issuer in its chain');
  expect(wordsOfChainCheck(words, 'certificate_expired')).toBe(
    `NGINX did not accept the certificate: ${words}`,
  );
});

test.each([
  ['self-signed certificate', 'no CA signed it'],
  ['self-signed certificate in certificate chain', 'the root of its chain'],
  ['CA signature digest algorithm too weak', 'SHA-1'],
  ['CA certificate key too weak', 'too few bits'],
  ['CRL has expired', 'the CRLs of the gateway'],
])('%s: the detail says what it means', (words, meaning) => {
  const detail = wordsOfChainCheck(`FAILED:${words}`, 'certificate_untrusted');
  expect(detail).toMatch(/^NGINX did not accept the certificate: FAILED:[^()]+ \([^()]+\)$/);
  expect(detail).toContain(meaning);
});
