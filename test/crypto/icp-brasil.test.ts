import { expect, test } from 'vitest';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { makeCertificate } from '../support/certificates.js';

const reader = new X509Parser();
const cnpjOfHolder = '2.16.76.1.3.3';
const tagged = (tag: number, text: string): Buffer =>
  Buffer.concat([Buffer.of(tag, Buffer.byteLength(text)), Buffer.from(text)]);
const types = { 'OCTET STRING': 0x04, UTF8String: 0x0c, PrintableString: 0x13, IA5String: 0x16 };
const numbers = ['12345678000195', '12ABC34501DE35'];
const keys = ['p256', 'rsa-2048', 'ed25519'] as const;

const taxIdIn = async (value: Buffer, keyType: (typeof keys)[number] = 'p256', oid = cnpjOfHolder) => {
  const other = [
    { oid: '2.16.76.1.3.4', value: tagged(0x04, '01011980000') },
    { oid, value },
  ];
  const { certPem } = await makeCertificate({ keyType, subjectAltNames: { dns: ['loja.example'], other } });
  return reader.readPem(certPem).taxId;
};

test.each(Object.entries(types).flatMap(([name, tag]) => numbers.map((cnpj) => [name, cnpj, tag] as const)))(
  'the CNPJ is read from a %s: %s',
  async (_, cnpj, tag) => {
    expect(await taxIdIn(tagged(tag, cnpj))).toBe(cnpj);
  },
);

test.each(keys)('the CNPJ is read from a certificate with a key %s', async (key) => {
  expect(await taxIdIn(tagged(0x04, '12ABC34501DE35'), key)).toBe('12ABC34501DE35');
});

test('small letters and blanks around are folded away', async () => {
  expect(await taxIdIn(tagged(0x0c, ' 12abc34501de35 '))).toBe('12ABC34501DE35');
});

test.each([
  ['too short', tagged(0x04, '1234567800019')],
  ['too long', tagged(0x04, '123456780001955')],
  ['letters where digits are due', tagged(0x04, '123456780001AB')],
  ['punctuation', tagged(0x0c, '12.345.678/0001-95')],
  ['empty', tagged(0x04, '')],
  ['a number', Buffer.of(0x02, 0x02, 0x12, 0x34)],
  ['a list', Buffer.of(0x30, 0x02, 0x04, 0x00)],
])('a value that is no CNPJ names no company: %s', async (_, value) => {
  expect(await taxIdIn(value)).toBeNull();
});

test("another otherName is not the holder's CNPJ", async () => {
  expect(await taxIdIn(tagged(0x04, '12345678000195'), 'p256', '2.16.76.1.3.2')).toBeNull();
});
