import { X509Certificate } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/cli/deployment/programs.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { HandOverZip, HandOverZipInput } from '../../src/management/certificates/make-hand-over-zip.js';
import { makeRequest, openWorkshop, type Workshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();
const hasKeytool = (await findOnPath('keytool')) !== null;
if (!hasKeytool && process.env['PORTARIA_REQUIRE_EXAMPLES'] !== '1')
  process.stderr.write('skipped: keytool is not there (apt-get install default-jdk-headless)\n');

let workshop: Workshop;
let account: string;
let clientId: string;
beforeAll(async () => {
  workshop = await openWorkshop();
  ({ id: account } = await management.createAccount.run({ name: 'Loja Ação' }));
  ({
    credential: { clientId },
  } = await management.createCredential.run({ account }));
});

const textIn = (files: Record<string, Uint8Array>, name: string): string =>
  strFromU8(files[name] ?? new Uint8Array());

const reveal = (secret: Secret | null): string => secret?.reveal((text) => text) ?? '';

const bundle = async (
  input: Omit<HandOverZipInput, 'account'> = {},
): Promise<HandOverZip & { files: Record<string, Uint8Array> }> => {
  const made = await management.makeClientBundle.run({ account, ...input });
  return { ...made, files: unzipSync(made.zip) };
};

const caKeys = ['p-256', 'p-384', 'rsa-2048'];
const bundleKeys = ['rsa-2048', 'rsa-3072', 'rsa-4096'];

describe.each(caKeys)('under an authority with a key %s', (caKey) => {
  beforeAll(async () => {
    const { pem } = await management.createAuthority.run({ name: 'Bundles', keyType: caKey, replace: true });
    await workshop.put('ca.pem', pem);
  });

  test.each(caKey === 'p-256' ? bundleKeys : ['rsa-2048'])(
    'a client.p12 with a key %s opens in OpenSSL 3 as it is, with key, certificate and chain',
    async (keyType) => {
      const { files, password } = await bundle({ keyType });
      await workshop.put('client.p12', files['client.p12'] ?? '');
      await workshop.put('certificate.pem', files['certificate.pem'] ?? '');
      const open = `pkcs12 -in client.p12 -passin pass:${reveal(password)}`;
      const about = await workshop.openssl(`${open} -info -noout`);
      expect(about).toMatch(/MAC: sha256, Iteration 10000/);
      expect(about).toMatch(/PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/);
      await workshop.openssl(`${open} -nocerts -nodes -out client.key`);
      await workshop.openssl(`${open} -clcerts -nokeys -out client.pem`);
      await workshop.openssl(`${open} -cacerts -nokeys -out above.pem`);
      const bits = keyType.slice('rsa-'.length);
      expect(await workshop.openssl('pkey -in client.key -noout -text')).toContain(`${bits} bit`);
      const publicKey = await workshop.openssl('pkey -in client.key -pubout');
      expect(await workshop.openssl('x509 -in certificate.pem -noout -pubkey')).toBe(publicKey);
      expect(
        await workshop.openssl('verify -x509_strict -purpose sslclient -CAfile ca.pem client.pem'),
      ).toContain('OK');
      // The very bytes: a certificate that is written anew has another fingerprint.
      const fingerprint = await workshop.openssl('x509 -in certificate.pem -noout -fingerprint -sha256');
      expect(await workshop.openssl('x509 -in client.pem -noout -fingerprint -sha256')).toBe(fingerprint);
      expect(await workshop.openssl('x509 -in above.pem -noout -fingerprint -sha256')).toBe(
        await workshop.openssl('x509 -in ca.pem -noout -fingerprint -sha256'),
      );
    },
  );

  test.skipIf(!hasKeytool && process.env['PORTARIA_REQUIRE_EXAMPLES'] !== '1')(
    "a client.p12 opens in Java's keytool as it is, with its key and whole chain",
    async () => {
      const { files, password, info } = await bundle();
      await workshop.put('java.p12', files['client.p12'] ?? '');
      const words = ['-list', '-v', '-keystore', 'java.p12', '-storepass', reveal(password)];
      const { code, out } = await workshop.run('keytool', words);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(out).toContain('Keystore type: PKCS12');
      expect(out).toMatch(/Alias name: client\n[^]*Entry type: PrivateKeyEntry\nCertificate chain length: 2/);
      expect(out.replaceAll(':', '').toLowerCase()).toContain(info.fingerprint);
      const target = join(workshop.folder, caKey);
      await mkdir(target, { recursive: true });
      const copied = await workshop.run('keytool', [
        ...['-importkeystore', '-srckeystore', 'java.p12', '-srcstorepass', reveal(password)],
        ...['-destkeystore', join(target, 'copy.p12'), '-deststorepass', 'changeit'],
      ]);
      expect(copied).toMatchObject({ code: 0 });
      expect((await stat(join(target, 'copy.p12'))).size).toBeGreaterThan(0);
    },
  );
});

test('the bundle tells the merchant how to begin, with its own ids, and has no secret but in client.p12', async () => {
  const { files, password, info, chain } = await bundle();
  expect(Object.keys(files).sort()).toEqual([
    'LEIAME.txt',
    'README.txt',
    'certificate.pem',
    'chain.pem',
    'client.p12',
  ]);
  const readme = textIn(files, 'README.txt');
  expect(readme).toContain(`"clientId":"${clientId}"`);
  expect(readme).toContain('https://auth.example.com/api/auth/token');
  expect(readme).toContain('https://auth.example.com/api/auth/refusals/<requestId>');
  expect(readme).toContain('--cacert');
  expect(readme).toContain(info.fingerprint);
  expect(textIn(files, 'chain.pem')).toBe(chain);
  expect(
    new X509Certificate(textIn(files, 'certificate.pem')).fingerprint256.replaceAll(':', '').toLowerCase(),
  ).toBe(info.fingerprint);
  const open = Object.entries(files).filter(([name]) => name !== 'client.p12');
  for (const [, bytes] of open) {
    expect(strFromU8(bytes)).not.toMatch(/PRIVATE KEY|[a-z2-9]{6}(-[a-z2-9]{6}){3}/);
    for (const part of reveal(password).split('-')) expect(strFromU8(bytes)).not.toContain(part);
  }
  expect(reveal(password)).toMatch(/^[a-km-np-z2-9]{6}(-[a-km-np-z2-9]{6}){3}$/);
});

test.skipIf((await findOnPath('python3')) === null)(
  'an independent program unpacks the archive, and its README works',
  async () => {
    const { zip, password } = await bundle();
    await workshop.put('bundle.zip', zip);
    const { code, out } = await workshop.run('python3', [
      '-c',
      'import zipfile; z = zipfile.ZipFile("bundle.zip"); print(z.testzip()); z.extractall("unpacked"); print(*[i.date_time[0] for i in z.infolist()])',
    ]);
    expect(code).toBe(0);
    const year = new Date().getUTCFullYear();
    expect(out).toBe(`None\n${[year, year, year, year, year].join(' ')}\n`);
    await workshop.openssl(
      `pkcs12 -in unpacked/client.p12 -nocerts -nodes -out unpacked/client.key -passin pass:${reveal(password)}`,
    );
  },
);

test('with a request there is no key and no client.p12', async () => {
  const request = await makeRequest(workshop, 'own');
  const { files, password, info } = await bundle({ request });
  expect(Object.keys(files).sort()).toEqual(['LEIAME.txt', 'README.txt', 'certificate.pem', 'chain.pem']);
  expect(password).toBeNull();
  expect(info.key.name).toBe('P-256');
  expect(textIn(files, 'README.txt')).not.toContain('client.p12');
});

test('a password that was given opens it, and is not given back', async () => {
  const { files, password } = await bundle({ password: new Secret('kJ8-vT2x-Qm5r-Lw9z') });
  expect(password).toBeNull();
  await workshop.put('given.p12', files['client.p12'] ?? '');
  await workshop.openssl('pkcs12 -in given.p12 -passin pass:kJ8-vT2x-Qm5r-Lw9z -noout');
  await expect(workshop.openssl('pkcs12 -in given.p12 -passin pass:another-one-here -noout')).rejects.toThrow(
    /mac verify|invalid password/i,
  );
});

test('two bundles have two keys, and no key is kept', async () => {
  const [one, other] = [await bundle(), await bundle()];
  expect(new X509Certificate(one.pem).publicKey.equals(new X509Certificate(other.pem).publicKey)).toBe(false);
  await workshop.put('kept.p12', one.files['client.p12'] ?? '');
  const key = await workshop.openssl(
    `pkcs12 -in kept.p12 -passin pass:${reveal(one.password)} -nocerts -nodes`,
  );
  const der = Buffer.from(key.replace(/^[^]*-----BEGIN PRIVATE KEY-----|-----END[^]*$|\s/g, ''), 'base64');
  const tables = await database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of tables) {
    const dump = JSON.stringify(await database.sql(`SELECT t::text FROM ${name} t`));
    // A piece of it from the private part, as bytea and as base64.
    expect(dump).not.toContain(der.subarray(400, 430).toString('hex'));
    expect(dump).not.toContain(der.subarray(402, 432).toString('base64'));
    expect(dump).not.toContain(reveal(one.password));
  }
});

test.each([
  [{ keyType: 'rsa-1024' }, 'key type'],
  [{ keyType: 'p-256' }, 'key type'],
  [{ password: new Secret('short') }, 'password'],
  [{ password: new Secret('açúcar-e-café-com-leite') }, 'password'],
  [{ password: new Secret('x'.repeat(65)) }, 'password'],
  // What is easy to guess: it alone protects the private key.
  [{ password: new Secret('aaaaaaaaaaaa') }, 'password'],
  [{ password: new Secret('password1234') }, 'password'],
  [{ password: new Secret('123456789012') }, 'password'],
  [{ days: 0 }, 'days'],
  [{ request: 'x', keyType: 'rsa-2048' }, 'key type'],
  [{ request: 'x', password: new Secret('kJ8-vT2x-Qm5r-Lw9z') }, 'password'],
  [{ request: 'x' }, 'request'],
])('a bundle with %j is bad input, and leaves no certificate', async (input, field) => {
  const before = (await management.showAccount.run(account)).certificates.length;
  expect(await refusalOf(management.makeClientBundle.run({ account, ...input }))).toMatchObject({
    code: 'invalid',
    field,
  });
  expect((await management.showAccount.run(account)).certificates).toHaveLength(before);
});
