import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import type { TestAccount } from '../../support/accounts.js';
import { askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let certificate: IssuedCertificate;
let account: TestAccount;
beforeAll(async () => {
  app = await sharedApp();
  certificate = await makeCertificate();
  account = await app.accounts.create({ policy: 'header', certificate: certificate.certPem });
});

const withTrailingBytes = (pem: string): string => {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '');
  const longer = Buffer.concat([Buffer.from(base64, 'base64'), Buffer.from('trailing')]);
  return `-----BEGIN CERTIFICATE-----\n${longer.toString('base64')}\n-----END CERTIFICATE-----\n`;
};

const cases: readonly (readonly [string, (issued: IssuedCertificate) => string, RegExp | null])[] = [
  [
    'form-encoded, spaces as plus',
    ({ certPem }) => encodeURIComponent(certPem).replaceAll('%20', '+'),
    /%20/,
  ],
  ['encoded twice', ({ certPem }) => encodeURIComponent(encodeURIComponent(certPem)), /twice/],
  ['cut off', ({ certPem }) => encodeURIComponent(certPem.slice(0, 300)), /cut off/],
  [
    'cut off in the middle of an escape',
    ({ certPem }) => `${encodeURIComponent(certPem).slice(0, 300)}%2`,
    /cut off/,
  ],
  ['not a certificate', () => 'hello', null],
  [
    'a frame around nothing',
    () => encodeURIComponent('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    null,
  ],
  ['two certificates', ({ certPem }) => encodeURIComponent(certPem + certPem), /more than one/],
  ['a private key', ({ keyPem }) => encodeURIComponent(keyPem), /private key/],
  [
    'certificate and private key',
    ({ certPem, keyPem }) => encodeURIComponent(certPem + keyPem),
    /private key/,
  ],
  ['bytes behind the certificate', ({ certPem }) => encodeURIComponent(withTrailingBytes(certPem)), null],
  ['without line breaks', ({ certPem }) => encodeURIComponent(certPem.replaceAll('\n', '')), /line breaks/],
  [
    'a request for a certificate',
    ({ certPem }) => encodeURIComponent(certPem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')),
    /signing request.*Send the certificate/,
  ],
  [
    'base64 without a frame',
    ({ certPem }) => encodeURIComponent(certPem.replace(/-----[^-]+-----\n/g, '')),
    /frame/,
  ],
  [
    'line breaks as backslash and n',
    ({ certPem }) => encodeURIComponent(certPem.replaceAll('\n', '\\n')),
    /backslash and n.* \(printf .*percent-encode/,
  ],
  [
    'plus signs that became blanks',
    ({ certPem }) => encodeURIComponent(certPem.replace(/\n(.{9})./, '\n$1 ')),
    /a plus sign is %2B/,
  ],
  ['RFC 9440', ({ certPem }) => `:${derIn(certPem).toString('base64')}:`, /RFC 9440.*base64 -d/],
  [
    'base64 of the PEM',
    ({ certPem }) => Buffer.from(certPem).toString('base64'),
    /a base64-encoded PEM file.*base64 -d/,
  ],
  ['a PKCS#12 file in base64', () => pkcs12, /PKCS#12.*openssl pkcs12 -in client.p12 -clcerts -nokeys/],
  [
    'a PKCS#7 file in base64',
    () =>
      Buffer.from('30820100060 92a864886f70d010702'.replace(' ', ''), 'hex')
        .toString('base64')
        .padEnd(64, 'A'),
    /PKCS#7/,
  ],
  [
    'the form of Envoy',
    ({ certPem }) => `Hash=${'a'.repeat(64)};Cert="${encodeURIComponent(certPem)}"`,
    /X-Forwarded-Client-Cert/,
  ],
  ['a subject, as openssl prints it', () => 'subject=CN = loja.example', /a name from a certificate/],
  ['a variable of NGINX that was not replaced', () => '$ssl_client_escaped_cert', /a variable/],
  ['a PKCS#12 file, byte by byte', () => percentEncoded(Buffer.from(pkcs12, 'base64')), /PKCS#12/],
  ['DER, byte by byte', ({ certPem }) => percentEncoded(derIn(certPem)), /binary \(DER\)/],
  ['a private key in DER, byte by byte', ({ keyPem }) => percentEncoded(derIn(keyPem)), /private key/],
  ['UTF-16', ({ certPem }) => percentEncoded(Buffer.from(`\ufeff${certPem}`, 'utf16le')), /UTF-16/],
  [
    'Latin-1 text around the certificate',
    ({ certPem }) => percentEncoded(Buffer.from(`friendlyName: José\n${certPem}`, 'latin1')),
    /not UTF-8/,
  ],
  ['in quotation marks', ({ certPem }) => encodeURIComponent(`"${certPem}"`), /quotation marks/],
  ['a private key in base64', ({ keyPem }) => Buffer.from(keyPem).toString('base64'), /private key/],
  ['a private key cut off in an escape', ({ keyPem }) => `${encodeURIComponent(keyPem)}%2`, /private key/],
  ['its fingerprint', ({ fingerprint }) => fingerprint, /fingerprint/],
  ['the name of a file', () => 'client.pem', /name of a file/],
];

const percentEncoded = (bytes: Buffer): string => bytes.toString('hex').replace(/../g, '%$&');
const derIn = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
/** How every PKCS#12 file begins: a SEQUENCE and version 3. */
const pkcs12 = Buffer.from('30820b5c020103', 'hex').toString('base64').replace(/=+$/, '').padEnd(64, 'A');

test.each(cases)(
  'a header that is %s is refused with the published sentence',
  async (_name, header, hint) => {
    const answer = await askToken(app, account, null, {
      listener: 'header',
      headers: { 'x-header-client-cert': header(certificate) },
    });
    expect(answer.status).toBe(400);
    const body = answer.json();
    expect(body).toMatchObject({
      message: 'Invalid client certificate format. Expected PEM-encoded X.509 certificate.',
      code: 'certificate_malformed',
    });
    if (hint) expect(body['hint']).toMatch(hint);
  },
);

test('a header of 60 kB that is no certificate is refused, and quickly', async () => {
  const answer = await askToken(app, account, null, {
    listener: 'header',
    headers: { 'x-header-client-cert': '%41'.repeat(20_000) },
  });
  expect(answer.status).toBe(400);
});

test('a header with an encoded line break at its end, as shells make it, is understood', async () => {
  const answer = await askToken(app, account, `${certificate.certPem}\n`, { listener: 'header' });
  expect(answer.status).toBe(201);
});

test.each([
  ['text before it', (pem: string) => `Bag Attributes\n    friendlyName: loja\nsubject=CN = x\n${pem}`],
  ['text after it', (pem: string) => `${pem}\n-- \nLoja`],
  ['blanks at line ends', (pem: string) => pem.replaceAll('\n', ' \r\n')],
])('a PEM with %s is read (RFC 7468 sections 2 and 3)', async (_name, around) => {
  const answer = await askToken(app, account, around(certificate.certPem), { listener: 'header' });
  expect(answer.status).toBe(201);
});

test('CRLF line ends are understood', async () => {
  const answer = await askToken(app, account, certificate.certPem.replaceAll('\n', '\r\n'), {
    listener: 'header',
  });
  expect(answer.status).toBe(201);
});

test('an empty header counts as none', async () => {
  const answer = await askToken(app, account, null, { listener: 'header' });
  expect(answer.json()).toMatchObject({ code: 'certificate_missing' });
});
