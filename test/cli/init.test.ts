import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { makeFile } from '../../src/cli/deployment/make-file.js';
import { createCa, type IssuedCertificate, issueServerCertificate } from '../../src/cli/deployment/pki.js';
import { loadConfig } from '../../src/config/config.js';
import { afterFile } from '../support/cleanup.js';
import { type Ended, openPortaria } from './portaria.js';

const { runWords } = await openPortaria();

interface Answer {
  readonly files: readonly { file: string; state: string; note: string | null }[];
  readonly demo: boolean;
}

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-init-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
const init = (folder: string, ...words: string[]): Promise<Ended> => runWords(['init', folder, ...words]);
const initJson = async (folder: string, ...words: string[]): Promise<Answer> =>
  (await init(folder, '--json', ...words)).json() as Answer;
const generatedBy = ({ files }: Answer): string[] =>
  files.filter(({ state }) => state === 'created').map(({ file }) => file);

/** Path and text of every file below a folder. */
const everything = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts: Record<string, string> = {};
  for (const file of files) texts[file] = await readFile(file, 'utf8');
  return texts;
};

test('makes secrets and certificates that the application takes, readable for their owner alone', async () => {
  const folder = await newFolder();
  const { exitCode, out, err } = await init(folder);
  expect(exitCode, err).toBe(0);
  expect(out).toMatch(/^\.deployment\/secrets\/master-key\tcreated\t/m);
  expect(err).toMatch(
    /^\d+ file\(s\) created, 0 kept unchanged\.\n(They belong to .*\n)?Next: docker compose up -d --wait\n/,
  );
  for (const file of Object.keys(await everything(folder))) {
    expect((await stat(file)).mode & 0o777, file).toBe(0o600);
  }
  expect((await stat(join(folder, '.deployment/secrets'))).mode & 0o777).toBe(0o700);

  const secret = (name: string): string => join(folder, '.deployment/secrets', name);
  const config = loadConfig({
    PORTARIA_ISSUER: 'https://auth.example.com',
    DATABASE_URL_FILE: secret('manage-database-url'),
    PORTARIA_MASTER_KEY_FILE: secret('master-key'),
    PORTARIA_PEPPER_FILE: secret('pepper'),
    PORTARIA_PREVIOUS_MASTER_KEYS_FILE: secret('previous-master-keys'),
    PORTARIA_PREVIOUS_PEPPERS_FILE: secret('previous-peppers'),
    PORTARIA_TLS_LISTENER_SECRET_FILE: secret('listener-tls'),
    PORTARIA_HEADER_LISTENER_SECRET_FILE: secret('listener-header'),
    PORTARIA_ADMIN_LISTENER_SECRET_FILE: secret('listener-admin'),
  });
  const line = await readFile(join(folder, '.deployment/nginx/listener-tls.conf'), 'utf8');
  expect(line).toBe(`proxy_set_header X-Portaria-Listener "${config.listeners.tls()}";\n`);
});

test('a second run keeps every byte, and says so', async () => {
  const folder = await newFolder();
  await init(folder);
  const before = await everything(folder);
  const { exitCode, out, err } = await init(folder);
  expect(exitCode).toBe(0);
  expect(out).not.toContain('\tmade\t');
  expect(err).toMatch(/^0 file\(s\) created, \d+ kept unchanged\./);
  expect(await everything(folder)).toEqual(before);
});

test('what was removed is made anew, and nothing else', async () => {
  const folder = await newFolder();
  await init(folder);
  await rm(join(folder, '.deployment/nginx/server.pem'));
  await rm(join(folder, '.deployment/nginx/server.key'));
  const answer = await initJson(folder, '--server-name', 'auth.example.com');
  expect(generatedBy(answer)).toEqual(['.deployment/nginx/server.pem', '.deployment/nginx/server.key']);
  const read = async (file: string): Promise<X509Certificate> =>
    new X509Certificate(await readFile(join(folder, '.deployment', file)));
  const server = await read('nginx/server.pem');
  expect(server.subjectAltName).toContain('DNS:localhost, DNS:auth.example.com');
  expect(server.verify((await read('pki/ca.pem')).publicKey)).toBe(true);
});

test('half of a pair is not completed with an unrelated half: it ends with 4 and touches nothing', async () => {
  const folder = await newFolder();
  await init(folder);
  await rm(join(folder, '.deployment/nginx/server.key'));
  const before = await everything(folder);
  expect(await init(folder)).toMatchObject({
    exitCode: 4,
    err: 'portaria: .deployment/nginx/server.pem exists, but .deployment/nginx/server.key does not. Provide it, or remove both\n',
  });
  expect(await everything(folder)).toEqual(before);
});

test('settings that are in .env stay, and what they say counts', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, '.env'), 'PORTARIA_ISSUER=https://auth.example.com\nCOMPOSE_PROFILES=');
  const answer = await initJson(folder);
  expect(answer.demo).toBe(false);
  expect(answer.files[0]).toMatchObject({ file: '.env', state: 'completed' });
  expect(generatedBy(answer).filter((file) => file.includes('demo'))).toEqual([]);
  expect(parseEnv(await readFile(join(folder, '.env'), 'utf8'))).toEqual({
    PORTARIA_ISSUER: 'https://auth.example.com',
    COMPOSE_PROFILES: '',
    PORTARIA_UID: expect.stringMatching(/^[1-9]\d*$/),
    PORTARIA_GID: expect.stringMatching(/^[1-9]\d*$/),
  });
});

test('--no-demo makes nothing of the demo, and a later run does not bring it back', async () => {
  const folder = await newFolder();
  const first = await init(folder, '--no-demo');
  expect(first.out + first.err).not.toContain('demo');
  expect(await initJson(folder)).toMatchObject({ demo: false });
  expect(Object.keys(await everything(folder)).filter((file) => file.includes('demo'))).toEqual([]);
});

test('--replicated names three hosts in every URL, and Compose reads the file of the members', async () => {
  const folder = await newFolder();
  await init(folder, '--no-demo', '--replicated');
  const env = parseEnv(await readFile(join(folder, '.env'), 'utf8'));
  expect(env['COMPOSE_FILE']).toBe('docker-compose.yml:deploy/compose/replicated.yml');
  const secret = (name: string): Promise<string> =>
    readFile(join(folder, '.deployment/secrets', name), 'utf8');
  for (const name of ['issue', 'manage', 'migration']) {
    expect(await secret(`${name}-database-url`)).toMatch(
      /@postgres:5432,postgres-2:5432,postgres-3:5432\/portaria\?target_session_attrs=read-write\n?$/,
    );
  }
  expect(await secret('replication-password')).not.toBe(await secret('patroni-password'));
  // A later run without the option keeps them.
  expect(generatedBy(await initJson(folder))).toEqual([]);
});

test('--replicated leaves a deployment with a single server alone, and says what to do', async () => {
  const folder = await newFolder();
  await init(folder);
  const before = await everything(folder);
  expect(await init(folder, '--replicated')).toMatchObject({
    exitCode: 4,
    err: expect.stringMatching(/^portaria: --replicated: this deployment exists .* restore a backup .*\n$/),
  });
  expect(await everything(folder)).toEqual(before);
});

test('a folder that is not there, and a name that is none, are one line, and nothing is made', async () => {
  const folder = await newFolder();
  expect(await init(join(folder, 'nowhere'))).toMatchObject({
    exitCode: 3,
    err: expect.stringMatching(/^portaria: folder: the folder .* does not exist\. .*\n$/),
  });
  expect(await init(folder, '--server-name', 'not a name')).toMatchObject({
    exitCode: 2,
    err: 'portaria: --server-name: must be a DNS name such as auth.example.com\n',
  });
  expect(await everything(folder)).toEqual({});
});

test('root says to whom it gave the files; anybody else keeps them', async () => {
  const { err } = await init(await newFolder());
  const said = /^They belong to user \d+\. The containers run as this user/m.test(err);
  expect(said).toBe(process.getuid?.() === 0);
});

const dayMs = 24 * 60 * 60 * 1000;

/** A certificate of the server that ends so many days from now, and its key. */
const serverEndingIn = async (days: number): Promise<IssuedCertificate> => {
  const notAfter = new Date(Date.now() + days * dayMs);
  const validity = { notBefore: new Date(notAfter.getTime() - 90 * dayMs), notAfter };
  return issueServerCertificate(await createCa({ commonName: 'Test CA', ...validity }), validity);
};

test.each([
  [
    5.5,
    /^Note: \.deployment\/nginx\/server\.pem expires in 5 days: provide another one, or remove it with its key/m,
  ],
  [
    -0.5,
    /^Note: \.deployment\/nginx\/server\.pem has expired: provide another one, or remove it with its key/m,
  ],
  [31.5, null],
])('a certificate that ends in %f days is kept, and told of when that is soon', async (days, note) => {
  const folder = await newFolder();
  await init(folder);
  const { certPem, keyPem } = await serverEndingIn(days);
  await writeFile(join(folder, '.deployment/nginx/server.pem'), certPem);
  await writeFile(join(folder, '.deployment/nginx/server.key'), keyPem);
  const { err } = await init(folder);
  if (note === null) expect(err).not.toContain('Note:');
  else expect(err).toMatch(note);
  expect(await readFile(join(folder, '.deployment/nginx/server.pem'), 'utf8')).toBe(certPem);
});

test('what is kept and cannot be used is told of in whole sentences, without its text', async () => {
  const folder = await newFolder();
  await init(folder);
  const below = (file: string): string => join(folder, '.deployment', file);
  await writeFile(below('nginx/server.pem'), 'not a certificate');
  await writeFile(below('secrets/listener-admin'), 'hunter2'.repeat(6));
  await writeFile(below('secrets/master-key'), 'hunter2');
  await writeFile(below('secrets/pepper'), '');
  await writeFile(below('secrets/postgres-password'), '\n');
  await writeFile(below('secrets/issue-database-url'), 'hunter2@postgres');
  const { exitCode, out, err } = await init(folder);
  expect(exitCode).toBe(0);
  expect(err.split('\n').filter((line) => line.startsWith('Note:'))).toEqual([
    'Note: .deployment/secrets/master-key must be 32 random bytes in base64 (openssl rand -base64 32).',
    'Note: .deployment/secrets/pepper must be 32 random bytes in base64 (openssl rand -base64 32).',
    'Note: .deployment/secrets/postgres-password must not be empty.',
    expect.stringMatching(
      /^Note: \.deployment\/secrets\/issue-database-url must be a PostgreSQL URL such as /,
    ),
    'Note: .deployment/nginx/listener-admin.conf is not the secret in .deployment/secrets/listener-admin: that listener gets 403.',
    'Note: .deployment/nginx/server.pem cannot be read as a certificate.',
  ]);
  expect(out + err).not.toContain('hunter2');
});

test('a kept proxy secret that neither side would take ends with 4 and a sentence that says what to do', async () => {
  const folder = await newFolder();
  await init(folder);
  await rm(join(folder, '.deployment/nginx/listener-tls.conf'));
  await writeFile(join(folder, '.deployment/secrets/listener-tls'), 'hunter2');
  expect(await init(folder)).toMatchObject({
    exitCode: 4,
    err:
      'portaria: .deployment/secrets/listener-tls must be 32 to 128 characters of A-Z a-z 0-9 _ -: ' +
      'replace it, or remove it and .deployment/nginx/listener-tls.conf\n',
  });
});

test('a file that another process made meanwhile stays as it is, and no part of ours is left beside it', async () => {
  const folder = await newFolder();
  const path = join(folder, 'master-key');
  await writeFile(path, 'another process was faster');
  await expect(makeFile(path, 'a secret')).rejects.toThrow('EEXIST');
  expect(await readdir(folder)).toEqual(['master-key']);
  expect(await readFile(path, 'utf8')).toBe('another process was faster');
});

test.each(['init', 'database prepare', 'demo'])(
  'portaria %s --help has an example of itself, and fits a terminal',
  async (verb) => {
    const { exitCode, out } = await runWords([...verb.split(' '), '--help'], { columns: 80 });
    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`Examples?:\\n {2}portaria ${verb}`));
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  },
);
