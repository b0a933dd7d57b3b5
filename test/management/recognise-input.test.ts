import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../src/cli/deployment/pki.js';
import { currently } from '../support/certificates.js';
import { openWorkshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const workshop = await openWorkshop();
const account = (await management.createAccount.run({ name: 'Loja' })).id;

const root = await createCa({ commonName: 'Root', ...currently });
const below = await createCa({ commonName: 'Below', parent: root, ...currently });
const issue = () => issueCertificate(below, { commonName: 'loja.example', ...currently });
const link = (pem: string) => management.linkCertificate.run({ account, pem });

test.each([
  ['the issuer alone', (leaf: string) => leaf + below.certPem],
  ['the whole chain', (leaf: string) => leaf + below.certPem + root.certPem],
  [
    'the whole chain with words between, as OpenSSL prints them',
    (leaf: string) => `Bag Attributes\n${leaf}\nsubject=CN = Below\n${below.certPem}${root.certPem}`,
  ],
  ['the root first', (leaf: string) => root.certPem + below.certPem + leaf],
  ['the client in the middle', (leaf: string) => below.certPem + leaf + root.certPem],
])('a chain is understood, in whatever order it stands: %s', async (_, chainOf) => {
  const { certPem, fingerprint } = await issue();
  const linked = await link(chainOf(certPem).replaceAll('\n', '\r\n'));
  expect(linked.info.fingerprint).toBe(fingerprint);
  expect(linked.notes).toEqual([
    expect.stringContaining('it was not checked whether the TLS listener accepts it'),
    'you gave a chain, of which only the client certificate is used',
  ]);
  const [row] = await database.sql<{ pem: string }>(
    `SELECT pem FROM certificate WHERE encode(fingerprint, 'hex') = $1`,
    [fingerprint],
  );
  expect(row?.pem).toBe(`${certPem.trim()}\n`);
});

test('certificates that are not one chain are refused, each named by its place', async () => {
  const [one, other] = [await issue(), await issue()];
  const cases = [
    one.certPem + below.certPem + below.certPem,
    root.certPem + below.certPem + one.certPem + other.certPem,
    one.certPem + root.certPem,
    one.certPem + other.certPem,
    one.certPem + one.certPem,
    (one.certPem + below.certPem).repeat(6),
  ];
  for (const pem of cases)
    expect(await refusalOf(link(pem))).toMatchObject({
      code: 'invalid',
      field: 'certificate',
      message: expect.stringMatching(
        /do not form one chain: numbers? \d(, \d)* (does|do) not belong to it|Give one, or its chain/,
      ),
    });
});

test("an authority's certificate is not linked for a client's", async () => {
  expect(await refusalOf(link(below.certPem))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('it is a CA certificate (CA:true)'),
  });
  expect(await refusalOf(link(below.certPem + root.certPem))).toMatchObject({ code: 'refused' });
});

test('a self-signed one, as OpenSSL makes it, is linked with a note', async () => {
  await workshop.openssl('req -x509 -newkey rsa:2048 -nodes -subj /CN=alone -keyout a.key -out a.pem');
  const { notes } = await link(await readFile(join(workshop.folder, 'a.pem'), 'utf8'));
  expect(notes).toEqual([
    expect.stringContaining('it has CA:true'),
    expect.stringContaining('it is self-signed'),
  ]);
});

test('a file of another kind is told what to give instead, and kept nowhere', async () => {
  const { certPem, keyPem, fingerprint } = await issue();
  await workshop.put('c.pem', certPem);
  await workshop.put('c.key', keyPem);
  await workshop.openssl('pkcs12 -export -in c.pem -inkey c.key -passout pass:secret -out c.p12');
  await workshop.openssl('x509 -in c.pem -outform DER -out c.der');
  await workshop.openssl('crl2pkcs7 -nocrl -certfile c.pem -out c.p7b');
  await workshop.openssl('req -new -key c.key -subj /CN=x -out c.csr');
  await workshop.openssl('pkey -in c.key -pubout -out c.pub');
  const read = (name: string, encoding: BufferEncoding): Promise<string> =>
    readFile(join(workshop.folder, name), encoding);
  const cases = [
    [await read('c.p12', 'utf8'), /PKCS#12 .*\(openssl pkcs12 -in client.p12 -clcerts -nokeys\)/],
    [await read('c.p12', 'base64'), /PKCS#12/],
    [await read('c.der', 'utf8'), /binary \(DER\).*openssl x509 -inform DER/],
    [await read('c.der', 'base64'), /base64 without its PEM frame/],
    [await read('c.p7b', 'utf8'), /PKCS#7/],
    [await read('c.csr', 'utf8'), /signing request/],
    [await read('c.pub', 'utf8'), /public key/],
    [`${certPem}${keyPem}`, /contains a private key/],
    [`${certPem}${below.certPem}${keyPem}`, /contains a private key/],
  ] as const;
  for (const [pem, sentence] of cases)
    expect(await refusalOf(link(pem))).toMatchObject({
      code: 'invalid',
      field: 'certificate',
      message: expect.stringMatching(sentence),
    });
  expect(await refusalOf(management.inspectStoredCertificate.run(fingerprint))).toMatchObject({
    code: 'not_found',
  });
});

test('a request or an authority as DER in base64 is told the same', async () => {
  const { certPem, keyPem } = await issue();
  await workshop.put('d.pem', certPem);
  await workshop.put('d.key', keyPem);
  await workshop.openssl('x509 -in d.pem -outform DER -out d.der');
  await workshop.openssl('req -new -key d.key -subj /CN=x -outform DER -out d.csr');
  const base64 = (name: string): Promise<string> => readFile(join(workshop.folder, name), 'base64');
  const request = await base64('d.csr');
  expect(await refusalOf(management.signCertificate.run({ account, request }))).toMatchObject({
    field: 'request',
    message: expect.stringContaining('openssl req -inform DER'),
  });
  const pem = (await base64('d.der')).replace(/(.{64})/g, '$1\n');
  expect(await refusalOf(management.addClientCas.run({ pem }))).toMatchObject({
    field: 'certificate',
    message: expect.stringContaining('openssl x509 -inform DER'),
  });
});
