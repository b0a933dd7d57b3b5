import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { startProxiedApp } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { refusalOf, tester } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

/** What merchants receive, unpacked and tried against NGINX and the application, with the commands as they are printed. */
const proxied = await startProxiedApp({ issuerIsListener: true });
const workshop = await openWorkshop();
const { certificates, keyActivationDelaySeconds } = proxied.app.config;
const caFile = join(workshop.folder, 'ca.pem');
// The key of the CA may be in the file by mistake: only the certificate goes into the ZIP.
await writeFile(caFile, proxied.proxy.ca.keyPem + proxied.proxy.ca.certPem);
const managementWith = (serverCaFile: string | null) => {
  const management = openManagement({
    ...proxied.app.config,
    certificates: () => ({ ...certificates, serverCaFile }),
    keyActivationDelaySeconds: () => keyActivationDelaySeconds,
  });
  afterFile(() => management.close());
  return useCasesOf(management, tester);
};
const management = managementWith(caFile);
await management.importAuthority.run({
  pem: proxied.proxy.ca.certPem,
  key: new Secret(proxied.proxy.ca.keyPem),
});

const { id: account } = await management.createAccount.run({ name: 'Loja Ação' });
const created = await management.createCredential.run({ account });
const clientSecret = created.secret?.reveal((text) => text) ?? '';

const unpack = async (name: string, zip: Uint8Array): Promise<string> => {
  const folder = join(workshop.folder, name);
  await mkdir(folder);
  for (const [file, bytes] of Object.entries(unzipSync(zip))) await writeFile(join(folder, file), bytes);
  return folder;
};

/** The commands of a README in their order, whole: a line that ends with a backslash goes on. */
const commandsIn = async (folder: string, readme: string): Promise<readonly string[]> => {
  const text = await readFile(join(folder, readme), 'utf8');
  return [...text.matchAll(/^ {2}((?:openssl|curl) (?:.*\\\n)*.*)$/gm)].map(([, command = '']) => command);
};

/** Runs a command as a person's shell would; without a terminal, OpenSSL asks on the standard input. */
const runIn = (folder: string, command: string, typed = ''): Promise<{ code: number | null; out: string }> =>
  new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('close', (code) => {
      resolve({ code, out });
    });
    child.stdin.end(typed);
  });

const expectToken = async (folder: string, command: string, placeholder: string): Promise<void> => {
  const { out } = await runIn(folder, command.replace(placeholder, clientSecret));
  expect(JSON.parse(out)).toMatchObject({ token_type: 'Bearer' });
};

const expectLinked = async (folder: string, command: string): Promise<void> => {
  const { code, out } = await runIn(folder, command);
  expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: 0, trusted: true, linked: true });
};

test('the first command works as it is printed, and so do the next ones, in both languages', async () => {
  const { zip, password } = await management.makeClientBundle.run({ account });
  const folder = await unpack('generated', zip);
  const [extract = '', whoami = '', token = ''] = await commandsIn(folder, 'README.txt');
  const typed = `${password?.reveal((text) => text) ?? ''}\n`;
  expect(await runIn(folder, extract, typed)).toMatchObject({ code: 0 });
  await expectLinked(folder, whoami);
  await expectToken(folder, token, '<your secret>');
  const portuguese = await commandsIn(folder, 'LEIAME.txt');
  expect(portuguese.slice(0, 2)).toEqual([extract, whoami]);
  await expectToken(folder, portuguese[2] ?? '', '<seu segredo>');
});

test('with the own key of a merchant, the first command is the test of the certificate', async () => {
  const request = await makeRequest(workshop, 'own');
  const { zip } = await management.makeClientBundle.run({ account, request });
  const folder = await unpack('requested', zip);
  await writeFile(join(folder, 'client.key'), await readFile(join(workshop.folder, 'own.key')));
  const [whoami = '', token = ''] = await commandsIn(folder, 'README.txt');
  await expectLinked(folder, whoami);
  await expectToken(folder, token, '<your secret>');
  const made = (await commandsIn(folder, 'README.txt')).find((command) => command.includes('-export')) ?? '';
  expect(await runIn(folder, made, 'a password\na password\n')).toMatchObject({ code: 0 });
});

test('the READMEs have PowerShell and Postman, the order, and no deprecated option', async () => {
  const { zip } = await management.makeClientBundle.run({ account });
  const folder = await unpack('read', zip);
  for (const [name, order] of [
    ['README.txt', 'in this order: your account, a credential'],
    ['LEIAME.txt', 'nesta ordem: a sua conta, uma credencial'],
  ] as const) {
    const text = await readFile(join(folder, name), 'utf8');
    for (const part of [
      'Invoke-RestMethod',
      'Postman',
      'doctor',
      'server-ca.pem',
      created.credential.clientId,
      order,
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/-nodes|undefined|null/);
  }
});

test("the CA in the ZIP is the server's, without the key that was beside it", async () => {
  const { zip } = await management.makeClientBundle.run({ account });
  const folder = await unpack('ca', zip);
  expect(await readFile(join(folder, 'server-ca.pem'), 'utf8')).toBe(proxied.proxy.ca.certPem);
});

test('without the setting there is no CA in the ZIP, and the README says what error 60 means', async () => {
  const { zip } = await managementWith(null).makeClientBundle.run({ account });
  const folder = await unpack('public', zip);
  const text = await readFile(join(folder, 'README.txt'), 'utf8');
  expect(Object.keys(unzipSync(zip))).not.toContain('server-ca.pem');
  expect(text).toContain('error 60');
  expect(text).not.toMatch(/curl --cacert/);
});

test.each([
  ['missing.pem', null],
  ['words.pem', 'nothing\n'],
  ['cut.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n'],
])('a file that cannot be used (%s) is named, and leaves no certificate', async (name, content) => {
  if (content !== null) await writeFile(join(workshop.folder, name), content);
  const before = (await management.showAccount.run(account)).certificates.length;
  const made = managementWith(join(workshop.folder, name)).makeClientBundle.run({ account });
  expect(await refusalOf(made)).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^PORTARIA_SERVER_CA: .*\.pem /) as string,
  });
  expect((await management.showAccount.run(account)).certificates).toHaveLength(before);
});
