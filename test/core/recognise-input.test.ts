import { expect, test } from 'vitest';
import { insteadOf, insteadOfPrivateKey } from '../../src/core/certificates/recognise-input.js';
import { makeCertificate } from '../support/certificates.js';

const { certPem } = await makeCertificate();
const base64 = certPem.replace(/-----[^-]+-----|\n/g, '');
const der = Buffer.from(base64, 'base64').toString('utf8');

test.each([
  [der, 'this is binary (DER)'],
  [base64, 'DER in base64 without its PEM frame'],
  [`:${base64}:`, 'RFC 9440'],
  [Buffer.from(certPem).toString('base64'), 'a base64-encoded PEM file'],
  ['-----BEGIN+CERTIFICATE-----', 'form-encoded'],
  ['-----BEGIN%20CERTIFICATE-----', 'percent-encoded'],
  [JSON.stringify(certPem.trim()), 'a JSON string'],
  [certPem.replaceAll('\n', '\\n'), 'backslash and n'],
  [`'${certPem}`, 'quotation marks'],
  ['-\u0000-\u0000-\u0000', 'UTF-16'],
  ['\u2014 BEGIN CERTIFICATE', 'dashes'],
  ['-----BEGIN TRUSTED CERTIFICATE-----', 'its first line is not'],
  ['-----BEGIN DH PARAMETERS-----', 'neither a certificate nor a signing request'],
  ['-----BEGIN PKCS7-----', 'PKCS#7'],
  ['-----BEGIN PUBLIC KEY-----', 'public key'],
  ['-----BEGIN CERTIFICATE REQUEST-----', 'signing request'],
  ['aa:'.repeat(31) + 'bb', 'fingerprint'],
  [`sha256 Fingerprint=${'AA:'.repeat(31)}BB`, 'fingerprint'],
  [`SHA1 Fingerprint=${'AA:'.repeat(19)}BB`, 'fingerprint'],
  [Buffer.from(base64, 'base64').toString('base64url'), 'base64url'],
  [Buffer.from(base64, 'base64').toString('hex'), 'hexadecimal'],
  [certPem.replace('-----BEGIN', '----BEGIN'), 'five hyphens'],
  [certPem.replace('CERTIFICATE-----', 'CERTIFICATE----'), 'five hyphens'],
  [certPem.replaceAll(' ', ''), 'five hyphens'],
  ['Certificate:\n    Data:\n        Version: 3 (0x2)', 'a description of a certificate'],
  ['subject=CN = loja.example', 'a name from a certificate'],
  ['CN=loja.example,O=Loja', 'a name from a certificate'],
  ['null', 'a variable'],
  ['undefined', 'a variable'],
  ['$ssl_client_escaped_cert', 'a variable'],
  ['${CLIENT_CERT}', 'a variable'],
  ['{{certificate}}', 'a variable'],
  ['[object Object]', 'a variable'],
  ['client.pem', 'the name of a file'],
  ['<html>', 'a web page'],
])('instead of a certificate, %j: %s', (text, words) => {
  expect(insteadOf(text, 'certificate')).toContain(words);
});

test('a private key in base64url or hexadecimal is one', async () => {
  const { keyPem } = await makeCertificate();
  const key = Buffer.from(keyPem.replace(/-----[^-]+-----|\n/g, ''), 'base64');
  for (const encoding of ['base64url', 'hex'] as const)
    expect(insteadOfPrivateKey(key.toString(encoding), 'certificate')).toContain('private key');
});

/** The time of the quickest of many calls, which a busy machine does not change. */
const quickestMs = (work: () => unknown): number =>
  Math.min(
    ...Array.from({ length: 300 }, () => {
      const startMs = performance.now();
      work();
      return performance.now() - startMs;
    }),
  );

test('30,000 hyphens cost no more than a few looks at a text', () => {
  const hyphens = '-'.repeat(30_000);
  const lookMs = quickestMs(() => hyphens.includes('-----BEGIN CERTIFICATE-----'));
  expect(insteadOf(hyphens, 'certificate')).toBeNull();
  expect(quickestMs(() => insteadOf(hyphens, 'certificate')) / lookMs).toBeLessThan(12);
});

test('instead of a request', () => {
  expect(insteadOf(certPem, 'request')).toContain('this is a certificate');
  expect(insteadOf('-----BEGIN PUBLIC KEY-----', 'request')).toContain('proves nothing');
  expect(insteadOf('MIIKAQIBAzCC', 'request')).toContain('PKCS#12');
});

test('what is not recognised has no such words, and what is not a private key is none', () => {
  for (const due of ['certificate', 'request'] as const) {
    expect(insteadOf('hello', due)).toBeNull();
    expect(insteadOfPrivateKey('hello', due)).toBeNull();
    expect(insteadOfPrivateKey('-----BEGIN PRIVATE KEY-----', due)).toContain('private key');
  }
});
