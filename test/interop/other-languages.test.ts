import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, exportPKCS8 } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { keyMethods } from '../../src/core/credentials/registered-key.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';
import { issuerOf } from './connections.js';
import { finished, go, java, type Language, openidClient5, python } from './languages.js';

/**
 * Client libraries of other languages, unmodified: each finds out by itself what the metadata says. What they need is
 * installed at the first run; where that cannot be done, the test is skipped with a warning.
 */
const languages = {
  python: await python(),
  go: await go(),
  'openid-client 5': await openidClient5(),
  java: await java(),
} satisfies Record<string, Language>;

let proxied: ProxiedApp;
let merchant: Merchant;
let folder: string;
beforeAll(async () => {
  proxied = await startProxiedApp({ issuerIsListener: true });
  merchant = await proxied.merchant({ pix: 'tls' });
  const key = await makeClientKey('ES256', 'one');
  // authlib reads a key of PEM as RSA.
  const rsa = await makeClientKey('RS256', 'two');
  const jwks = [key.jwk, rsa.jwk];
  await proxied.app.accounts.registerKey(merchant, { method: 'private_key_jwt', jwks });
  const { subject: subjectDn } = new X509Parser().readPem(merchant.certificate.certPem);
  await proxied.app.accounts.registerKey(merchant, { method: 'tls_client_auth', subjectDn });
  folder = await mkdtemp(join(tmpdir(), 'portaria-interop-'));
  await writeFile(join(folder, 'ca.pem'), proxied.proxy.ca.certPem);
  await writeFile(join(folder, 'client.pem'), merchant.certificate.certPem);
  await writeFile(join(folder, 'client.key'), merchant.certificate.keyPem);
  await writeFile(join(folder, 'assertion.key'), await exportPKCS8(rsa.privateKey));
  const jwk = { ...(await exportJWK(key.privateKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  await writeFile(join(folder, 'assertion.json'), JSON.stringify(jwk));
  if (languages.java.missing === null) await writeJavaStores();
});
afterFile(() => rm(folder, { recursive: true, force: true }));

const writeJavaStores = async (): Promise<void> => {
  const [store, timeout] = [['-storetype', 'PKCS12', '-storepass', 'interop'], 60_000];
  const ca = ['-importcert', '-noprompt', '-alias', 'ca', '-file', 'ca.pem', '-keystore', 'ca.p12'];
  await finished(['keytool', ...ca, ...store], { cwd: folder, timeout });
  const client = ['-export', '-in', 'client.pem', '-inkey', 'client.key', '-out', 'client.p12'];
  await finished(['openssl', 'pkcs12', ...client, '-passout', 'pass:interop'], { cwd: folder, timeout });
};

const environment = (): Record<string, string> => {
  const ca = join(folder, 'ca.pem');
  const stores = [
    ['trustStore', 'ca.p12'],
    ['keyStore', 'client.p12'],
  ].flatMap(([store = '', file = '']) => [
    `-Djavax.net.ssl.${store}=${join(folder, file)}`,
    `-Djavax.net.ssl.${store}Type=PKCS12`,
    `-Djavax.net.ssl.${store}Password=interop`,
  ]);
  return {
    ISSUER: issuerOf(proxied),
    CLIENT_ID: merchant.clientId,
    CLIENT_SECRET: merchant.clientSecret,
    CA_CERT: ca,
    REQUESTS_CA_BUNDLE: ca,
    CLIENT_CERT: join(folder, 'client.pem'),
    CLIENT_KEY: join(folder, 'client.key'),
    ASSERTION_KEY: join(folder, 'assertion.key'),
    ASSERTION_JWK: join(folder, 'assertion.json'),
    JDK_JAVA_OPTIONS: stores.join(' '),
  };
};

const programs: readonly [string, keyof typeof languages, string][] = [
  ['authlib validates both documents of the metadata', 'python', 'authlib-metadata.py'],
  ['go-oidc discovers the issuer and verifies a token', 'go', 'main.go'],
  ['openid-client 5 discovers the issuer and introspects', 'openid-client 5', 'openid-client-5.cjs'],
  ['Nimbus resolves both documents of the metadata', 'java', 'NimbusMetadata.java'],
];

const withKeys: typeof programs = [
  ['authlib', 'python', 'authlib-keys.py'],
  ['Spring Security', 'java', 'SpringKeys.java'],
];

const expectBoundToken = (token: string): void => {
  const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
  expect(decodeJwt(token)).toMatchObject({
    client_id: merchant.clientId,
    cnf: { 'x5t#S256': thumbprint },
  });
};

for (const [promise, language, program] of programs) {
  const { missing, run } = languages[language];
  test.skipIf(missing !== null)(
    `${promise}, and gets a token bound to its certificate`,
    async () => {
      expectBoundToken(await run(program, environment()));
    },
    150_000,
  );
}

for (const [library, language, program] of withKeys)
  for (const METHOD of keyMethods) {
    const { missing, run } = languages[language];
    test.skipIf(missing !== null)(
      `${library} gets a token by ${METHOD}, twice`,
      async () => {
        expectBoundToken(await run(program, { ...environment(), METHOD }));
        expectBoundToken(await run(program, { ...environment(), METHOD }));
      },
      150_000,
    );
  }
