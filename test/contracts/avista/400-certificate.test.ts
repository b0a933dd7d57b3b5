import { beforeAll, expect, test } from 'vitest';
import type { Issued } from '../../../src/cli/deployment/pki.js';
import type { TestAccount } from '../../support/accounts.js';
import { askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let certificate: Issued;
let account: TestAccount;
beforeAll(async () => {
  app = await sharedApp();
  certificate = await makeCertificate();
  account = await app.accounts.open({ policy: 'header', certificate: certificate.certPem });
});

const withTrailingBytes = (pem: string): string => {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '');
  const longer = Buffer.concat([Buffer.from(base64, 'base64'), Buffer.from('trailing')]);
  return `-----BEGIN CERTIFICATE-----\n${longer.toString('base64')}\n-----END CERTIFICATE-----\n`;
};

const cases: readonly (readonly [string, (issued: Issued) => string, RegExp | null])[] = [
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
    null,
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
  ['text before it', ({ certPem }) => encodeURIComponent(`Bag Attributes\n${certPem}`), /other text/],
  ['without line breaks', ({ certPem }) => encodeURIComponent(certPem.replaceAll('\n', '')), /line breaks/],
  [
    'a request for a certificate',
    ({ certPem }) => encodeURIComponent(certPem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')),
    /something else/,
  ],
  [
    'base64 without a frame',
    ({ certPem }) => encodeURIComponent(certPem.replace(/-----[^-]+-----\n/g, '')),
    /frame/,
  ],
];

test.each(cases)(
  'a header that is %s is refused with the published sentence',
  async (_name, header, hint) => {
    const answer = await askToken(app, account, null, {
      listener: 'header',
      headers: { 'x-presented-client-cert': header(certificate) },
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
    headers: { 'x-presented-client-cert': '%41'.repeat(20_000) },
  });
  expect(answer.status).toBe(400);
});

test('a header with an encoded line break at its end, as shells make it, is understood', async () => {
  const answer = await askToken(app, account, `${certificate.certPem}\n`, { listener: 'header' });
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
