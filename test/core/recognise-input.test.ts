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
  [Buffer.from(certPem).toString('base64'), 'in base64 once more'],
  ['-----BEGIN+CERTIFICATE-----', 'form-encoded'],
  ['-----BEGIN%20CERTIFICATE-----', 'percent-encoded'],
  [JSON.stringify(certPem.trim()), 'a JSON string'],
  [certPem.replaceAll('\n', '\\n'), 'backslash and n'],
  [`'${certPem}`, 'quotation marks'],
  ['-\u0000-\u0000-\u0000', 'UTF-16'],
  ['\u2014 BEGIN CERTIFICATE', 'dashes'],
  ['-----BEGIN TRUSTED CERTIFICATE-----', 'its first line is not'],
  ['-----BEGIN DH PARAMETERS-----', 'something else'],
  ['-----BEGIN PKCS7-----', 'PKCS#7'],
  ['-----BEGIN PUBLIC KEY-----', 'public key'],
  ['-----BEGIN CERTIFICATE REQUEST-----', 'signing request'],
  ['aa:'.repeat(31) + 'bb', 'fingerprint'],
  ['client.pem', 'the name of a file'],
  ['<html>', 'a web page'],
])('instead of a certificate, %j: %s', (text, words) => {
  expect(insteadOf(text, 'certificate')).toContain(words);
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
