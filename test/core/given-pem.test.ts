import { expect, test } from 'vitest';
import { certificatesIn, requestsIn, UnreadablePem } from '../../src/core/certificates/given-pem.js';
import { makeCertificate } from '../support/certificates.js';

const { certPem } = await makeCertificate();
const lines = certPem.trim().split('\n');
const asRequest = certPem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST');

const refusalOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof UnreadablePem) return error.message;
    throw error;
  }
  throw new Error('it was read');
};

test('text around a PEM, blanks at line ends and any line width are read (RFC 7468 sections 2 and 3)', () => {
  const narrow = lines.flatMap((line) => (line.startsWith('-') ? [line] : (line.match(/.{1,20}/g) ?? [])));
  for (const text of [certPem, `subject=CN = x\n${certPem}\ntail`, lines.join(' \r\n'), narrow.join('\n')])
    expect(certificatesIn(text).map(({ pem }) => pem)).toEqual([certPem.trim() + '\n']);
  expect(requestsIn(asRequest)).toHaveLength(1);
});

test.each([
  ['cut off', lines.slice(0, -1).join('\n'), 'it was cut off'],
  ['cut off before another', `${lines.slice(0, 3).join('\n')}\n${certPem}`, 'it was cut off'],
  ['without line breaks', lines.join(''), 'line breaks were lost'],
  [
    'without the last line break',
    `${lines.slice(0, -2).join('\n')}\n${lines.slice(-2).join('')}`,
    'line breaks were lost',
  ],
  ['with blanks for plus signs', [lines[0], 'AAAA BBBB', ...lines.slice(2)].join('\n'), 'plus signs'],
  ['with a line that is not base64', [lines[0], 'AA*A', ...lines.slice(2)].join('\n'), 'is not base64'],
  ['with base64 that is damaged', [lines[0], 'AAAAA', lines.at(-1)].join('\n'), 'is damaged'],
  ['that is something else', 'x', 'must be an X.509 certificate in PEM'],
])('a PEM %s is named', (_, text, words) => {
  expect(refusalOf(() => certificatesIn(text))).toContain(words);
});

test('a private key beside it is refused, in every form, and a certificate is no request', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
  for (const text of [`${certPem}${key}`, encodeURIComponent(key), Buffer.from(key).toString('base64')])
    expect(refusalOf(() => certificatesIn(text))).toContain('private key');
  expect(refusalOf(() => requestsIn(certPem))).toContain('certificate');
  expect(refusalOf(() => certificatesIn(asRequest))).toContain('request');
});
