import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import {
  type Finished,
  java,
  merchantsNode,
  probes,
  runExample,
  skippedWithout,
} from '../support/example-programs.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from './proxied-app.js';

const examples = join(import.meta.dirname, '../../examples');

/** Programs that present the certificate in a header. */
const headerPrograms = {
  curl: ['sh', 'curl/header.sh'],
  Node: [merchantsNode, 'node/header.mjs'],
  Python: ['python3', 'python/header.py'],
  PHP: ['php', 'php/header.php'],
  Java: [...java, 'java/HeaderToken.java'],
} as const;

/** Programs for POST /oauth/token that present no certificate. */
const openPrograms = {
  curl: ['sh', 'curl/pix.sh'],
  Node: [merchantsNode, 'node/pix.mjs'],
  Python: ['python3', 'python/pix.py'],
} as const;

const commandOf = (words: readonly string[]): readonly string[] => [
  ...words.slice(0, -1),
  join(examples, words.at(-1) ?? ''),
];

let proxied: ProxiedApp;
let merchant: Merchant;
let open: TestAccount;
let folder: string;

beforeAll(async () => {
  proxied = await startProxiedApp();
  merchant = await proxied.merchant({ policy: 'header', customSecret: 'say "hello" & \\o/ $HOME 100% +1' });
  open = await proxied.app.accounts.create({ pix: 'none', customSecret: 'say "hello" & \\o/ $HOME 100% +1' });
  folder = await mkdtemp(join(tmpdir(), 'portaria-examples-'));
  const { certPem, keyPem } = merchant.certificate;
  await writeFile(join(folder, 'ca.pem'), proxied.proxy.ca.certPem);
  await writeFile(join(folder, 'client.key'), keyPem);
  // As `openssl pkcs12` writes it, and with a chain behind it: the header may hold the first certificate alone.
  await writeFile(
    join(folder, 'client.pem'),
    `Bag Attributes\n    friendlyName: loja\n${certPem.trim()}\n${proxied.proxy.ca.certPem.trim()}\n`,
  );
  await writeFile(join(folder, 'one-line.pem'), `${certPem.replaceAll('\n', '')}\n`);
});
afterFile(() => rm(folder, { recursive: true, force: true }));

/** The names of `.portaria/demo.env`. */
const demo = (): Record<string, string | undefined> => ({
  PORTARIA_URL: `https://localhost:${String(proxied.proxy.ports.tls)}`,
  PORTARIA_HEADER_URL: `https://localhost:${String(proxied.proxy.ports.header)}`,
  PORTARIA_CA_CERT: join(folder, 'ca.pem'),
  PORTARIA_CLIENT_ID: merchant.clientId,
  PORTARIA_CLIENT_SECRET: merchant.clientSecret,
  PORTARIA_CLIENT_CERT: join(folder, 'client.pem'),
  PORTARIA_CLIENT_KEY: join(folder, 'client.key'),
  PORTARIA_OPEN_CLIENT_ID: open.clientId,
  PORTARIA_OPEN_CLIENT_SECRET: open.clientSecret,
  NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
});

const claimsIn = ({ code, out, err }: Finished) => {
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const answer = JSON.parse(out) as { access_token: string };
  expect(answer).toEqual({
    access_token: expect.any(String) as string,
    token_type: 'Bearer',
    expires_in: 1800,
  });
  return decodeJwt(answer.access_token);
};

for (const [language, words] of Object.entries(headerPrograms)) {
  const { skipped, because } = await skippedWithout(
    language,
    probes[language as keyof typeof headerPrograms],
  );
  test.skipIf(skipped)(
    `${language} gets a token with the certificate in the header, and shows the hint when it does not${because}`,
    async () => {
      const [good, bad] = await Promise.all([
        runExample(commandOf(words), demo()),
        runExample(commandOf(words), { ...demo(), PORTARIA_CLIENT_CERT: join(folder, 'one-line.pem') }),
      ]);
      const claims = claimsIn(good);
      expect(claims).toMatchObject({ sub: merchant.id });
      expect(claims).not.toHaveProperty('cnf');
      expect(bad).toMatchObject({ code: 1, out: '' });
      expect(bad.err).toMatch(
        /^No token: HTTP 400\nmessage: "?Invalid client certificate format\..+\nhint: .+line breaks.+\nrequestId: .+\n$/,
      );
    },
    120_000,
  );
}

for (const [language, words] of Object.entries(openPrograms)) {
  const { skipped, because } = await skippedWithout(language, probes[language as keyof typeof openPrograms]);
  test.skipIf(skipped)(
    `${language} gets a token of the PIX API without a certificate${because}`,
    async () => {
      const good = await runExample(commandOf(words), demo());
      expect({ code: good.code, err: good.err }).toEqual({ code: 0, err: '' });
      const answer = JSON.parse(good.out) as { access_token: string };
      expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
      expect(decodeJwt(answer.access_token)).toMatchObject({ sub: open.id, aud: 'api' });
      const bad = await runExample(commandOf(words), {
        ...demo(),
        PORTARIA_OPEN_CLIENT_SECRET: 'not-the-secret',
      });
      expect(bad).toMatchObject({ code: 1, out: '' });
      expect(bad.err).toMatch(/^No token: HTTP 400\n\{"error":"invalid_client",/);
    },
  );
}
