import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import { type Front, type Merchant, openFront } from './front.js';

const examples = join(import.meta.dirname, '../../examples');
const javaWithin = 60_000;
/** The Node that runs npm, where npm started the tests: a merchant's is often older than the product's. */
const merchantsNode = process.env['npm_node_execpath'] ?? process.execPath;

interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (command: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> =>
  new Promise((resolve) => {
    const [program = '', ...words] = command;
    execFile(program, words, { env, timeout: javaWithin }, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 127 : 0;
      resolve({ code, out, err });
    });
  });

/** A language, its two programs, and how to find out that this machine speaks it. */
const languages = {
  curl: { command: ['sh'], files: ['curl/mutual-tls.sh', 'curl/header.sh'], probe: ['curl', '--version'] },
  Node: {
    command: [merchantsNode],
    files: ['node/mutual-tls.mjs', 'node/header.mjs'],
    probe: [merchantsNode, '-v'],
  },
  Python: {
    command: ['python3'],
    files: ['python/mutual_tls.py', 'python/header.py'],
    probe: ['python3', '-c', 'import requests'],
  },
  PHP: {
    command: ['php'],
    files: ['php/mutual-tls.php', 'php/header.php'],
    probe: ['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'],
  },
  // Started from source, which takes a compiler and not a mere runtime; the quick one, for a program that lives a second.
  Java: {
    command: ['java', '-XX:TieredStopAtLevel=1'],
    files: ['java/Token.java', 'java/HeaderToken.java'],
    probe: ['javac', '--release', '17', '-version'],
  },
} as const;

/**
 * A proxy of this machine must not come between two of its own ports; the rest is what the
 * interpreters need.
 */
const machine = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

/** Programs for POST /oauth/token that present no certificate. */
const openPrograms = {
  curl: ['sh', 'curl/pix.sh'],
  Node: [merchantsNode, 'node/pix.mjs'],
  Python: ['python3', 'python/pix.py'],
} as const;

let front: Front;
let merchant: Merchant;
let open: TestAccount;
let folder: string;

beforeAll(async () => {
  front = await openFront();
  merchant = await front.merchant({ policy: 'header', customSecret: 'say "hello" & \\o/ $HOME 100% +1' });
  open = await front.app.accounts.open({ pix: 'none', customSecret: 'say "hello" & \\o/ $HOME 100% +1' });
  folder = await mkdtemp(join(tmpdir(), 'portaria-examples-'));
  const { certPem, keyPem } = merchant.certificate;
  await writeFile(join(folder, 'ca.pem'), front.edge.ca.certPem);
  await writeFile(join(folder, 'client.key'), keyPem);
  // As `openssl pkcs12` writes it, and with a chain behind it: the header may hold the first certificate alone.
  await writeFile(
    join(folder, 'client.pem'),
    `Bag Attributes\n    friendlyName: loja\n${certPem.trim()}\n${front.edge.ca.certPem.trim()}\n`,
  );
  await writeFile(join(folder, 'one-line.pem'), `${certPem.replaceAll('\n', '')}\n`);
});
afterFile(() => rm(folder, { recursive: true, force: true }));

/** The names of `.portaria/demo.env`. */
const demo = (): Record<string, string | undefined> => ({
  ...machine,
  PORTARIA_URL: `https://localhost:${String(front.edge.ports.tls)}`,
  PORTARIA_HEADER_URL: `https://localhost:${String(front.edge.ports.header)}`,
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

for (const [language, { command, files, probe }] of Object.entries(languages)) {
  const missing = (await run(probe, machine)).code !== 0;
  const required = process.env['PORTARIA_REQUIRE_EXAMPLES'] === '1';
  const reason = `${probe.join(' ')} fails here: the examples in ${language} cannot be run`;
  if (missing && !required) process.stderr.write(`skipped: ${reason}\n`);

  describe.skipIf(missing && !required)(`${language}${missing ? ` (${reason})` : ''}`, () => {
    const [mutualTls, header] = files.map((file) => [...command, join(examples, file)]);

    test('gets a token over mutual TLS, bound to the certificate, and says why when it does not', async () => {
      const [good, bad] = await Promise.all([
        run(mutualTls ?? [], demo()),
        run(mutualTls ?? [], { ...demo(), PORTARIA_CLIENT_SECRET: 'not-the-secret' }),
      ]);
      const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
      expect(claimsIn(good)).toMatchObject({ sub: merchant.id, cnf: { 'x5t#S256': thumbprint } });
      expect(bad).toMatchObject({ code: 1, out: '' });
      expect(bad.err).toMatch(
        /^No token: HTTP 401\nmessage: "?Invalid credentials or certificate"?\nhint: "?To check the certificate, call GET \/api\/auth\/whoami .+\nrequestId: "?[0-9a-f]{32}"?\n$/,
      );
    });

    test('gets a token with the certificate in the header, and shows the hint when it does not', async () => {
      const [good, bad] = await Promise.all([
        run(header ?? [], demo()),
        run(header ?? [], { ...demo(), PORTARIA_CLIENT_CERT: join(folder, 'one-line.pem') }),
      ]);
      const claims = claimsIn(good);
      expect(claims).toMatchObject({ sub: merchant.id });
      expect(claims).not.toHaveProperty('cnf');
      expect(bad).toMatchObject({ code: 1, out: '' });
      expect(bad.err).toMatch(
        /^No token: HTTP 400\nmessage: "?Invalid client certificate format\..+\nhint: .+line breaks.+\nrequestId: .+\n$/,
      );
    });
  });
}

for (const [language, [program, file]] of Object.entries(openPrograms)) {
  const { probe } = languages[language as keyof typeof openPrograms];
  const missing = (await run(probe, machine)).code !== 0;
  const required = process.env['PORTARIA_REQUIRE_EXAMPLES'] === '1';
  test.skipIf(missing && !required)(
    `${language} gets a token of the PIX API without a certificate`,
    async () => {
      const command = [program, join(examples, file)];
      const good = await run(command, demo());
      expect({ code: good.code, err: good.err }).toEqual({ code: 0, err: '' });
      const answer = JSON.parse(good.out) as { access_token: string };
      expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
      expect(decodeJwt(answer.access_token)).toMatchObject({ sub: open.id, aud: 'api' });
      const bad = await run(command, { ...demo(), PORTARIA_OPEN_CLIENT_SECRET: 'not-the-secret' });
      expect(bad).toMatchObject({ code: 1, out: '' });
      expect(bad.err).toMatch(/^No token: HTTP 400\n\{"error":"invalid_client",/);
    },
  );
}
