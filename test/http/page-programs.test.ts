import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { programsOf } from '../support/pasted-page.js';
import { startProxiedApp } from './proxied-app.js';

const run = promisify(execFile);
const firstToken = 'docs/tutorials/first-token.md';
const cache = 'docs/how-to/merchant/cache-and-renew-tokens.md';

/** What the page passes to Java: the files that it makes of the PEM files. */
const javaStores = [
  '-Djavax.net.ssl.keyStore=client.p12',
  '-Djavax.net.ssl.keyStorePassword=changeit',
  '-Djavax.net.ssl.trustStore=truststore.p12',
  '-Djavax.net.ssl.trustStorePassword=changeit',
];

/** How to run a program of a language, and how to find out that this machine can. */
const languages = {
  js: { file: 'program.mjs', command: [process.execPath], probe: [process.execPath, '-v'] },
  python: { file: 'program.py', command: ['python3'], probe: ['python3', '-c', 'import requests'] },
  php: {
    file: 'program.php',
    command: ['php'],
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
  },
  java: { file: 'program.java', command: ['java', ...javaStores], probe: ['java', '--version'] },
  go: { file: 'program.go', command: ['go', 'run'], probe: ['go', 'version'] },
} as const;

const fails = async ([program, ...words]: readonly [string, ...string[]]): Promise<boolean> =>
  run(program, words).then(
    () => false,
    () => true,
  );

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  const proxied = await startProxiedApp();
  const merchant = await proxied.merchant({ policy: 'tls' });
  folder = await mkdtemp(join(tmpdir(), 'portaria-pages-'));
  await writeFile(join(folder, 'ca.pem'), proxied.proxy.ca.certPem);
  await writeFile(join(folder, 'client.pem'), merchant.certificate.certPem);
  await writeFile(join(folder, 'client.key'), merchant.certificate.keyPem);
  env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    PORTARIA_URL: `https://localhost:${String(proxied.proxy.ports.tls)}`,
    PORTARIA_CA_CERT: join(folder, 'ca.pem'),
    PORTARIA_CLIENT_ID: merchant.clientId,
    PORTARIA_CLIENT_SECRET: merchant.clientSecret,
    PORTARIA_CLIENT_CERT: join(folder, 'client.pem'),
    PORTARIA_CLIENT_KEY: join(folder, 'client.key'),
  };
});
afterFile(() => rm(folder, { recursive: true, force: true }));

const makeJavaStores = async (): Promise<void> => {
  const [own, trusted] = ['client.p12', 'truststore.p12'];
  await run(
    'openssl',
    `pkcs12 -export -inkey client.key -in client.pem -name client -out ${own} -passout pass:changeit`.split(
      ' ',
    ),
    { cwd: folder },
  );
  await run(
    'keytool',
    `-importcert -noprompt -alias gateway -file ca.pem -keystore ${trusted} -storetype PKCS12 -storepass changeit`.split(
      ' ',
    ),
    { cwd: folder },
  );
};

const printed = async (language: keyof typeof languages, program: string): Promise<string> => {
  const { file, command } = languages[language];
  const [first, ...words] = [...command, join(folder, file)];
  await writeFile(join(folder, file), program);
  return (await run(first, words, { cwd: folder, env, timeout: 60_000 })).stdout;
};

for (const language of ['js', 'python', 'php', 'java', 'go'] as const) {
  const { probe } = languages[language];
  const missing = await fails(probe);
  if (missing) process.stderr.write(`skipped: ${probe.join(' ')} fails here: the program in ${language}\n`);
  describe.skipIf(missing)(language, () => {
    test('the program of the tutorial gets a token', { timeout: 60_000 }, async () => {
      if (language === 'java') await makeJavaStores();
      const [program = ''] = await programsOf(firstToken, language);
      expect(JSON.parse(await printed(language, program))).toMatchObject({ expires_in: 1800 });
    });
  });
}

test('the class that keeps a token asks once for two callers, and again after a token was dropped', async () => {
  const [program = ''] = await programsOf(cache, 'js');
  const calls = `
    const [one, two] = await Promise.all([getToken(), getToken()]);
    const kept = await getToken();
    dropToken();
    console.log(one === two, one === kept, one === (await getToken()));
    agent.destroy();`;
  expect(await printed('js', program + calls)).toBe('true true false\n');
});
