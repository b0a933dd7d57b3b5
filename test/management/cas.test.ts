import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { caSealLabel } from '../../src/crypto/certificates/x509-authority.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { makeCertificate } from '../support/certificates.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { masterKey, openTestManagement, refusalOf, tester } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

const { database, management } = await openTestManagement();
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

const text = (name: string): Promise<string> => readFile(join(workshop.folder, name), 'utf8');
const caOptions = '-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign';
const makeCa = async (name: string, key: string, more = caOptions): Promise<{ pem: string; key: Secret }> => {
  await workshop.openssl(
    `req -x509 -new ${key} -nodes -days 30 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem ${more}`,
  );
  return { pem: await text(`${name}.pem`), key: new Secret(await text(`${name}.key`)) };
};
const createAccount = async (): Promise<string> => (await management.createAccount.run({ name: 'Loja' })).id;

test('one authority signs; a second is a conflict until it is to replace the first', async () => {
  const first = await management.createAuthority.run({ name: 'First', days: 100 });
  expect(first).toMatchObject({ subject: 'CN=First', keyType: 'P-256', retiredAt: null });
  expect(await refusalOf(management.createAuthority.run({ name: 'Second' }))).toMatchObject({
    code: 'conflict',
    field: 'ca',
    message: expect.stringContaining('CN=First already signs'),
  });
  await management.createAuthority.run({ name: 'Second', replace: true });
  const { cas } = await management.showAuthority.run();
  expect(cas.map(({ subject, retiredAt }) => [subject, retiredAt === null])).toEqual([
    ['CN=Second', true],
    ['CN=First', false],
  ]);
});

test('its private key lies in the database sealed under the master key, bound to its row', async () => {
  const { cas } = await management.showAuthority.run();
  for (const { sealed, fingerprint, pem } of cas) {
    const der = new Sealer(() => masterKey).open(Buffer.from(sealed), caSealLabel(fingerprint));
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    expect(new X509Certificate(pem).checkPrivateKey(key)).toBe(true);
    expect(Buffer.from(sealed).includes(der.subarray(-32))).toBe(false);
  }
  const [one, other] = await database.sql<{ sealed: Buffer; fingerprint: Buffer }>(
    'SELECT sealed, fingerprint FROM certificate_authority ORDER BY retired_at NULLS FIRST',
  );
  await database.sql('UPDATE certificate_authority SET sealed = $1 WHERE fingerprint = $2', [
    other?.sealed,
    one?.fingerprint,
  ]);
  const request = await makeRequest(workshop, 'moved');
  const account = await createAccount();
  expect(await refusalOf(management.signCertificate.run({ account, request }))).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('was changed'),
  });
  await database.sql('UPDATE certificate_authority SET sealed = $1 WHERE fingerprint = $2', [
    one?.sealed,
    one?.fingerprint,
  ]);
  await management.signCertificate.run({ account, request });
});

test('under another master key nothing is signed, and the sentence says why', async () => {
  const elsewhere = openManagement({
    database: { url: () => database.appUrl, timeoutMs: 5000 },
    secrets: {
      pepper: () => randomBytes(32),
      previousPeppers: () => [],
      masterKey: () => randomBytes(32),
      previousMasterKeys: () => [],
    },
    keyActivationDelaySeconds: () => 3600,
    certificates: () => ({ days: 1, crlUrl: null, crlDays: 1, publicUrl: null, serverCaFile: null }),
  });
  const refusal = await refusalOf(useCasesOf(elsewhere, tester).signCrl.run({}));
  await elsewhere.close();
  expect(refusal).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('is not sealed with PORTARIA_MASTER_KEY'),
  });
});

test.each([
  ['RSA', '-newkey rsa:2048'],
  ['P-256', '-newkey ec -pkeyopt ec_paramgen_curve:P-256'],
  ['P-384', '-newkey ec -pkeyopt ec_paramgen_curve:P-384'],
  ['P-521', '-newkey ec -pkeyopt ec_paramgen_curve:P-521'],
])('an authority with a key %s is imported, and signs', async (name, key) => {
  const ca = await makeCa(name, key);
  await management.importAuthority.run({ ...ca, replace: true });
  const request = await makeRequest(workshop, 'client');
  const { pem } = await management.signCertificate.run({ account: await createAccount(), request });
  await workshop.put('client.pem', pem);
  await workshop.put('list.der', (await management.signCrl.run({})).der);
  expect(await workshop.openssl(`verify -x509_strict -CAfile ${name}.pem client.pem`)).toContain('OK');
  expect(await workshop.openssl(`crl -inform DER -in list.der -noout -verify -CAfile ${name}.pem`)).toContain(
    'verify OK',
  );
});

test('one below another is imported with those above it, which merchants get as the chain', async () => {
  const root = await makeCa('root', '-newkey ec -pkeyopt ec_paramgen_curve:P-256');
  await workshop.put('ca.ext', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n');
  await makeRequest(workshop, 'below');
  await workshop.openssl(
    'x509 -req -in below.csr -CA root.pem -CAkey root.key -days 20 -extfile ca.ext -out below.pem',
  );
  const pem = (await text('below.pem')) + root.pem;
  const key = new Secret(await text('below.key'));
  const ofRoot = management.importAuthority.run({ pem, key: root.key, replace: true });
  expect(await refusalOf(ofRoot)).toMatchObject({ code: 'refused', field: 'key' });
  // In whatever order they stand.
  await management.importAuthority.run({ pem: root.pem + (await text('below.pem')), key, replace: true });
  const request = await makeRequest(workshop, 'client');
  const signed = await management.signCertificate.run({ account: await createAccount(), request });
  expect(signed.chain).toBe(pem);
  await workshop.put('client.pem', signed.pem);
  expect(await workshop.openssl('verify -CAfile root.pem -untrusted below.pem client.pem')).toContain('OK');
});

test('what cannot be an authority is refused with the reason, and nothing of its key is repeated', async () => {
  const ec = '-newkey ec -pkeyopt ec_paramgen_curve:P-256';
  const [good, other] = [await makeCa('good', ec), await makeCa('other', ec)];
  const client = await makeCertificate();
  await workshop.openssl('pkey -in good.key -aes256 -passout pass:secret -out locked.key');
  const cases = [
    [{ pem: client.certPem, key: new Secret(client.keyPem) }, 'refused', /not a CA certificate/],
    [{ ...good, key: other.key }, 'refused', /does not belong to the certificate/],
    [{ ...good, key: new Secret('nonsense') }, 'invalid', /must be the private key/],
    [{ ...good, key: new Secret(good.pem) }, 'invalid', /must be the private key/],
    [{ ...good, key: new Secret(await text('locked.key')) }, 'invalid', /without a passphrase/],
    [{ pem: await text('good.key'), key: good.key }, 'invalid', /contains a private key/],
    [
      await makeCa('mute', ec, '-addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign'),
      'refused',
      /cRLSign/,
    ],
    [await makeCa('curve', '-newkey ed25519'), 'refused', /its key is Ed25519/],
  ] as const;
  for (const [input, code, sentence] of cases) {
    const refusal = await refusalOf(management.importAuthority.run({ ...input, replace: true }));
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(refusal.message).not.toMatch(/MII|MIG|BEGIN/);
  }
});

test('the same authority twice is a conflict', async () => {
  const ca = await makeCa('twice', '-newkey ec -pkeyopt ec_paramgen_curve:P-256');
  await management.importAuthority.run({ ...ca, replace: true });
  expect(await refusalOf(management.importAuthority.run({ ...ca, replace: true }))).toMatchObject({
    code: 'conflict',
  });
});

test.each([
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(65) }, 'name'],
  [{ days: 0 }, 'days'],
  [{ days: 36_501 }, 'days'],
  [{ keyType: 'rsa-1024' }, 'key type'],
])('an authority with %j is bad input', async (input, field) => {
  expect(await refusalOf(management.createAuthority.run(input))).toMatchObject({ code: 'invalid', field });
});
