import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type Front, type Merchant, openFront } from '../http/front.js';
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

let front: Front;
let merchant: Merchant;
let folder: string;
beforeAll(async () => {
  front = await openFront({ issuerIsListener: true });
  merchant = await front.merchant({ pix: 'tls' });
  folder = await mkdtemp(join(tmpdir(), 'portaria-interop-'));
  await writeFile(join(folder, 'ca.pem'), front.edge.ca.certPem);
  await writeFile(join(folder, 'client.pem'), merchant.certificate.certPem);
  await writeFile(join(folder, 'client.key'), merchant.certificate.keyPem);
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
    ISSUER: issuerOf(front),
    CLIENT_ID: merchant.clientId,
    CLIENT_SECRET: merchant.clientSecret,
    CA_CERT: ca,
    REQUESTS_CA_BUNDLE: ca,
    CLIENT_CERT: join(folder, 'client.pem'),
    CLIENT_KEY: join(folder, 'client.key'),
    JDK_JAVA_OPTIONS: stores.join(' '),
  };
};

const programs: readonly [string, keyof typeof languages, string][] = [
  ['authlib validates both documents of the metadata', 'python', 'authlib-metadata.py'],
  ['go-oidc discovers the issuer and verifies a token', 'go', 'main.go'],
  ['openid-client 5 discovers the issuer and introspects', 'openid-client 5', 'openid-client-5.cjs'],
  ['Nimbus resolves both documents of the metadata', 'java', 'NimbusMetadata.java'],
];

for (const [promise, language, program] of programs) {
  const { missing, run } = languages[language];
  test.skipIf(missing !== null)(
    `${promise}, and gets a token bound to its certificate`,
    async () => {
      const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
      expect(decodeJwt(await run(program, environment()))).toMatchObject({
        client_id: merchant.clientId,
        cnf: { 'x5t#S256': thumbprint },
      });
    },
    150_000,
  );
}
