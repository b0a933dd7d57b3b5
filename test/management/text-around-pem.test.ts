import { beforeAll, expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { currently } from '../support/certificates.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const workshop = await openWorkshop();
const account = (await management.createAccount.run({ name: 'Loja' })).id;
const authority = await createCa({ commonName: 'CA', ...currently });
await management.createAuthority.run({ name: 'Own' });

let issued: IssuedCertificate;
let request: string;
beforeAll(async () => {
  issued = await issueCertificate(authority, { commonName: 'loja.example', ...currently });
  request = await makeRequest(workshop, 'good');
});

test.each([
  [
    'text before it, as openssl pkcs12 writes it',
    (pem: string) => `Bag Attributes\n    friendlyName: loja\n${pem}`,
  ],
  ['text after it', (pem: string) => `${pem}\n-- the end --\n`],
  ['text without a blank line before it', (pem: string) => `subject=CN = loja\n${pem}`],
  ['blanks at the ends of lines', (pem: string) => pem.replaceAll('\n', ' \t\n')],
  ['lines with CR alone', (pem: string) => pem.replaceAll('\n', '\r')],
  ['lines of 76 characters', (pem: string) => inLinesOf(76, pem)],
  ['lines of 5 characters', (pem: string) => inLinesOf(5, pem)],
  ['one line of base64', (pem: string) => inLinesOf(100_000, pem)],
  ['an empty line after the first', (pem: string) => pem.replace('\n', '\n\n')],
  ['blanks before its lines, as in YAML', (pem: string) => pem.replaceAll(/^/gm, '    ')],
  ['a byte order mark', (pem: string) => `\ufeff${pem}`],
  [
    'a public key next to it',
    (pem: string) => `-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n${pem}`,
  ],
])('a certificate and a request with %s are read (RFC 7468 sections 2 and 3)', async (_name, around) => {
  const { info } = await management.linkCertificate.run({ account, pem: around(issued.certPem) });
  expect(info.fingerprint).toBe(issued.fingerprint);
  const [row] = await database.sql<{ pem: string }>(
    `SELECT pem FROM certificate WHERE encode(fingerprint, 'hex') = $1`,
    [info.fingerprint],
  );
  expect(row?.pem).toBe(`${issued.certPem.trim()}\n`);
  await management.unlinkCertificate.run({ account, fingerprint: info.fingerprint });
  expect((await management.signCertificate.run({ account, request: around(request) })).info.key.name).toBe(
    'P-256',
  );
});

const inLinesOf = (width: number, pem: string): string => {
  const lines = pem.trim().split('\n');
  const base64 = lines.slice(1, -1).join('');
  return [lines[0], ...(base64.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []), lines.at(-1)].join(
    '\n',
  );
};

test.each([
  [
    'in PEM before the certificate',
    ({ keyPem, certPem }: IssuedCertificate) => `Key Attributes\n${keyPem}${certPem}`,
  ],
  [
    'of a session without a frame of its own',
    ({ certPem }: IssuedCertificate) => `PuTTY-User-Key-File-3: x\n${certPem}`,
  ],
  [
    'in base64 before the certificate',
    ({ keyPem, certPem }: IssuedCertificate) => `key: ${Buffer.from(keyPem).toString('base64')}\n${certPem}`,
  ],
  ['percent-encoded', ({ keyPem }: IssuedCertificate) => encodeURIComponent(keyPem)],
  ['as DER in base64', ({ keyPem }: IssuedCertificate) => keyPem.replace(/-----[^-]+-----\n/g, '')],
])('a private key %s is refused, and the answer says that it was one', async (_name, textOf) => {
  const pem = textOf(issued);
  for (const work of [
    () => management.linkCertificate.run({ account, pem }),
    () => management.addClientCas.run({ pem }),
    () => management.signCertificate.run({ account, request: pem }),
  ])
    expect(await refusalOf(work())).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('this contains a private key'),
    });
});

test.each([
  ['two certificates that do not belong together', (pem: string) => `${pem}${pem}`, /do not form one chain/],
  ['a certificate cut off', (pem: string) => pem.slice(0, 300), /the end is missing/],
  [
    'one that is cut off before another',
    (pem: string) => `${pem.slice(0, 300)}\n${pem}`,
    /the end is missing/,
  ],
  ['line breaks that became blanks', (pem: string) => pem.replaceAll('\n', ' '), /line breaks were lost/],
  ['files that were joined without a line break', (pem: string) => pem.trim() + pem, /line breaks were lost/],
  [
    'plus signs that became blanks',
    (pem: string) => pem.replace(/\n(.{9})./, '\n$1 '),
    /line 2 contains spaces where plus signs were/,
  ],
  ['another alphabet', (pem: string) => pem.replace(/\n(.{9})./, '\n$1_'), /line 2 is not base64/],
  ['a line that is missing', (pem: string) => pem.replace(/\n(.{9})./, '\n$1'), /damaged/],
  ['dashes of a word processor', (pem: string) => pem.replaceAll('-----', '—'), /word processor/],
  ['a fingerprint', () => 'AB:'.repeat(31) + 'CD', /fingerprint/],
  ['the name of a file', () => '@/home/me/client.pem', /name of a file/],
  ['a web page', () => '<!DOCTYPE html><html></html>', /web page/],
  [
    'a certificate revocation list',
    () => '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----',
    /contains neither a certificate nor a signing request/,
  ],
])('%s: the answer says what it is', async (_name, textOf, named) => {
  const refusal = await refusalOf(management.linkCertificate.run({ account, pem: textOf(issued.certPem) }));
  expect(refusal).toMatchObject({
    code: 'invalid',
    field: 'certificate',
    message: expect.stringMatching(named),
  });
});
