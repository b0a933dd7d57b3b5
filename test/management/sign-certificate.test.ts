import { randomBytes, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeRequest, newKeys, openWorkshop, type Workshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
let workshop: Workshop;
let account: string;
const dayMs = 86_400_000;

beforeAll(async () => {
  workshop = await openWorkshop();
  ({ id: account } = await management.createAccount.run({
    name: 'Loja, "Exemplo" + Ação & Cia = Ltda',
    taxId: '12ABC34501DE35',
  }));
});

const sign = (request: string, days?: number) =>
  management.signCertificate.run({ account, request, ...(days !== undefined && { days }) });

test('without an authority nothing is signed, and the sentence says what is missing', async () => {
  const refusal = await refusalOf(sign(await makeRequest(workshop, 'early')));
  expect(refusal).toMatchObject({
    code: 'conflict',
    message: 'ca: the gateway has no CA yet. Create or import one first',
  });
});

describe.each(['p-256', 'p-384', 'rsa-2048', 'rsa-4096'])('an authority with a key %s', (keyType) => {
  let ca: string;
  beforeAll(async () => {
    ca = (await management.createAuthority.run({ name: `CA ${keyType}`, keyType, replace: true })).pem;
    await workshop.put('ca.pem', ca);
  });

  test.each(Object.entries(newKeys))(
    'signs a request with a key %s, and OpenSSL agrees',
    async (name, key) => {
      const signed = await sign(await makeRequest(workshop, 'client', { key }));
      await workshop.put('client.pem', signed.pem);
      expect(await workshop.openssl('verify -x509_strict -purpose sslclient -CAfile ca.pem client.pem')).toBe(
        'client.pem: OK\n',
      );
      expect(signed.info.key.name).toBe(name);
      expect(signed.chain).toBe(ca);
      expect((await management.inspectStoredCertificate.run(signed.info.fingerprint)).linkedTo).toEqual([
        account,
      ]);
    },
  );
});

test('the subject is the account, the usages are those of a client, whatever the request asks for', async () => {
  const more =
    '-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign -addext extendedKeyUsage=serverAuth -addext subjectAltName=DNS:bank.example';
  const { pem, info } = await sign(await makeRequest(workshop, 'greedy', { more }));
  await workshop.put('greedy.pem', pem);
  const text = await workshop.openssl('x509 -in greedy.pem -noout -text -nameopt RFC2253,utf8,-esc_msb');
  expect(text).toContain(
    `Subject: CN=account-${account},serialNumber=12ABC34501DE35,O=Loja\\, \\"Exemplo\\" \\+ Ação & Cia = Ltda`,
  );
  expect(text).not.toMatch(/requested-name|bank\.example|Server Auth|Certificate Sign|CA:TRUE/);
  expect(text).toMatch(/Key Usage: critical\n +Digital Signature\n/);
  expect(text).toMatch(/Extended Key Usage: \n +TLS Web Client Authentication\n/);
  expect(text).toMatch(/Basic Constraints: critical\n +CA:FALSE\n/);
  expect(text).toMatch(/Subject Key Identifier: \n[^]*Authority Key Identifier: \n/);
  expect(text).toContain('URI:http://crl.example.com/portaria.crl');
  expect(info).toMatchObject({ taxId: '12ABC34501DE35', isCa: false });
});

test('serial numbers are positive, random and long', async () => {
  const serials = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => (await sign(await makeRequest(workshop, name))).info.serialNumber),
  );
  expect(new Set(serials).size).toBe(3);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
});

test('it begins a few minutes ago and ends after the days that were asked, or configured', async () => {
  const now = Date.now();
  for (const [days, expected] of [
    [undefined, 365],
    [30, 30],
  ] as const) {
    const { info } = await sign(await makeRequest(workshop, 'dated'), days);
    expect(Math.abs(info.notAfter.getTime() - now - expected * dayMs)).toBeLessThan(60_000);
    expect(now - info.notBefore.getTime()).toBeGreaterThan(60_000);
  }
});

test.each([0, -1, 1.5, 1826, Number.NaN])('%d days are refused', async (days) => {
  expect(await refusalOf(sign(await makeRequest(workshop, 'days'), days))).toMatchObject({
    code: 'invalid',
    field: 'days',
  });
});

test('the same key may be certified again: that is how a certificate is renewed', async () => {
  const request = await makeRequest(workshop, 'renewed');
  const [first, second] = [await sign(request), await sign(request)];
  expect(second.info.fingerprint).not.toBe(first.info.fingerprint);
  const { certificates } = await management.showAccount.run(account);
  const linked = certificates.map(({ fingerprint }) => fingerprint);
  expect(linked).toEqual(expect.arrayContaining([first.info.fingerprint, second.info.fingerprint]));
});

test('a key that was compromised is certified no more, for no account', async () => {
  const request = await makeRequest(workshop, 'leaked');
  const { info } = await sign(request);
  await management.revokeCertificate.run({ fingerprint: info.fingerprint, reason: 'superseded' });
  await sign(request);
  await management.revokeCertificate.run({ fingerprint: info.fingerprint, reason: 'keyCompromise' });
  const { id: other } = await management.createAccount.run({ name: 'Other' });
  for (const someone of [account, other]) {
    const again = management.signCertificate.run({ account: someone, request });
    expect(await refusalOf(again)).toMatchObject({
      code: 'refused',
      field: 'request',
      message: expect.stringContaining('compromised'),
    });
  }
});

describe('a key that is weak or absurd is refused with the reason', () => {
  test.each([
    ['RSA-1024', '-newkey rsa:1024', /RSA-1024, but must be RSA of 2048 to 8192 bits/],
    ['RSA-2047', '-newkey rsa:2047', /RSA-2047/],
    ['P-521', '-newkey ec -pkeyopt ec_paramgen_curve:P-521', /is P-521, but must be/],
    ['secp256k1', '-newkey ec -pkeyopt ec_paramgen_curve:secp256k1', /secp256k1, but must be/],
    [
      'explicit curve',
      '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit',
      /does not name its curve/,
    ],
    ['an exponent of 3', '-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:3', /unusual public exponent/],
    ['an RSA-PSS key', '-newkey rsa-pss -pkeyopt rsa_keygen_bits:2048', /is RSA-PSS, but must be/],
    ['Ed448', '-newkey ed448', /is ed448, but must be/],
  ])('%s', async (_, key, reason) => {
    const refusal = await refusalOf(sign(await makeRequest(workshop, 'weak', { key })));
    expect(['refused', 'invalid']).toContain(refusal.code);
    expect(refusal).toMatchObject({ field: 'request', message: expect.stringMatching(reason) });
  });

  test('RSA of 16,384 bits, without a moment of computing with it', async () => {
    // OpenSSL would take minutes to make one: a modulus of random bytes is as long.
    const { publicKeyOf } = await import('./absurd-keys.js');
    const started = performance.now();
    const refusal = await refusalOf(sign(publicKeyOf(randomBytes(2048))));
    expect(refusal).toMatchObject({ code: 'refused', message: expect.stringContaining('RSA-16384') });
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('a modulus that anybody can factor', async () => {
    const { publicKeyOf } = await import('./absurd-keys.js');
    const modulus = randomBytes(256);
    modulus[0] = 0xff;
    modulus[255] = 0x10;
    expect(await refusalOf(sign(publicKeyOf(modulus)))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('factored'),
    });
  });
});

test('a request that its key did not sign is refused', async () => {
  const pem = await makeRequest(workshop, 'honest');
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  der[der.length - 5] = (der[der.length - 5] ?? 0) ^ 1;
  const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  expect(await refusalOf(sign(forged))).toMatchObject({
    code: 'refused',
    field: 'request',
    message: expect.stringContaining('does not match its key'),
  });
});

test('a request signed with SHA-1 is refused', async () => {
  const request = await makeRequest(workshop, 'old', { key: newKeys['RSA-2048'], more: '-sha1' });
  expect(await refusalOf(sign(request))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('SHA-256'),
  });
});

test('a request as keytool and Windows write it is understood', async () => {
  const request = await makeRequest(workshop, 'keytool');
  const theirs = request
    .replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')
    .replaceAll('\n', '\r\n');
  expect((await sign(theirs)).info.key.name).toBe('P-256');
});

test('what is no request is told what to send instead, and the private key is found nowhere', async () => {
  const request = await makeRequest(workshop, 'mistaken');
  const { pem } = await sign(request);
  await workshop.put('mistaken.pem', pem);
  const key = await workshop.openssl('pkey -in mistaken.key');
  const { openssl, folder } = workshop;
  await openssl('pkcs12 -export -in mistaken.pem -inkey mistaken.key -passout pass:secret -out mistaken.p12');
  await openssl('req -in mistaken.csr -outform DER -out mistaken.der');
  await openssl('crl2pkcs7 -nocrl -certfile mistaken.pem -out mistaken.p7b');
  const { readFile } = await import('node:fs/promises');
  const asText = (name: string): Promise<string> => readFile(`${folder}/${name}`, 'utf8');
  const asBase64 = (name: string): Promise<string> => readFile(`${folder}/${name}`, 'base64');
  const cases: readonly (readonly [string, RegExp])[] = [
    [key, /contains a private key/],
    [`${request}${key}`, /contains a private key/],
    [pem, /this is a certificate, not a signing request/],
    [`${pem}${pem}`, /this is a certificate/],
    [await asText('mistaken.p12'), /PKCS#12/],
    [await asBase64('mistaken.p12'), /PKCS#12/],
    [await asText('mistaken.der'), /binary \(DER\)/],
    [await asText('mistaken.p7b'), /PKCS#7/],
    [await openssl('pkey -in mistaken.key -pubout'), /public key/],
    ['', /must be one certificate signing request/],
    ['hello', /must be one certificate signing request/],
    [request + request, /must be one certificate signing request/],
    [request.replace(/\n-----END[^]*/, ''), /must be one certificate signing request/],
    [request.replace('\n', '\nA'), /damaged|not contain a certificate signing request/],
    [
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
      /not contain a certificate signing/,
    ],
    [
      `-----BEGIN CERTIFICATE REQUEST-----\n${'A'.repeat(20_000)}\n-----END CERTIFICATE REQUEST-----`,
      /too long/,
    ],
  ];
  for (const [text, sentence] of cases) {
    const refusal = await refusalOf(sign(text));
    expect(refusal).toMatchObject({
      code: 'invalid',
      field: 'request',
      message: expect.stringMatching(sentence),
    });
    expect(refusal.message.length).toBeLessThan(300);
    expect(refusal.message).not.toContain(key.split('\n')[1] ?? '');
  }
  const dump = await everything();
  expect(dump).toContain(pem.split('\n')[1]);
  expect(dump).not.toContain(key.split('\n')[1]);
  expect(dump).not.toContain('PRIVATE KEY');
});

test('brackets within brackets do not stop the process', async () => {
  const nested = Buffer.alloc(12_000);
  for (let index = 0; index < nested.length; index += 2) nested.set([0x30, 0x80], index);
  const started = performance.now();
  const text = `-----BEGIN CERTIFICATE REQUEST-----\n${nested.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  expect(await refusalOf(sign(text))).toMatchObject({ code: 'invalid' });
  expect(performance.now() - started).toBeLessThan(500);
});

test('it never outlives the authority, and says so', async () => {
  const { notAfter } = await management.createAuthority.run({ name: 'Short', days: 10, replace: true });
  const { info, notes } = await sign(await makeRequest(workshop, 'cut'));
  expect(info.notAfter).toEqual(notAfter);
  expect(notes).toContain('it ends with the CA that signed it');
});

test('an authority that has expired signs nothing', async () => {
  await database.sql(`UPDATE certificate_authority SET not_after = now() WHERE retired_at IS NULL`);
  expect(await refusalOf(sign(await makeRequest(workshop, 'late')))).toMatchObject({
    code: 'refused',
    field: 'ca',
    message: expect.stringMatching(/expired on/),
  });
});

test('a long name is cut to what a certificate may carry', async () => {
  await management.createAuthority.run({ replace: true });
  const { id } = await management.createAccount.run({ name: 'á'.repeat(200) });
  const request = await makeRequest(workshop, 'long');
  const { pem } = await management.signCertificate.run({ account: id, request });
  expect(new X509Certificate(pem).subject).toContain(`O=${'á'.repeat(64)}\n`);
});

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`,
  );
  const dumps = await Promise.all(
    tables.map(({ name }) => database.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)),
  );
  return dumps
    .flat()
    .map(({ row }) => row)
    .join('\n');
}
