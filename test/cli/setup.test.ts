import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig, loadMigrationConfig } from '../../src/config/config.js';
import { withEnvFile } from '../../src/config/env-file.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';
import { openPortaria } from './portaria.js';

const { runWords } = await openPortaria();
const folder = await mkdtemp(join(tmpdir(), 'portaria-setup-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const isRoot = process.getuid?.() === 0;
/** A user that every machine has; only root gives files to another one. */
const user = 'daemon';

let count = 0;
const newHost = (): string => join(folder, `host-${String((count += 1))}`, 'etc');
const issuer = ['--issuer', 'https://auth.example.com:18443'];
const setup = (dir: string, ...words: readonly string[]) =>
  runWords(['setup', '--dir', dir, '--user', user, ...words]);
const setupForDevelopment = (dir: string, ...words: readonly string[]) =>
  setup(dir, ...issuer, '--development-certificates', ...words);

const bytesIn = async (dir: string): Promise<Record<string, string>> => {
  const names = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map(({ parentPath, name }) => join(parentPath, name));
  const bytes: Record<string, string> = {};
  for (const path of paths) bytes[path] = await readFile(path, 'utf8');
  return bytes;
};

test('one env file then serves the application, the migration and the renderer', async () => {
  const dir = newHost();
  const { exitCode, err } = await setupForDevelopment(dir, '--processes', '2');
  expect(exitCode).toBe(0);
  expect(err).toContain(`Wrote ${join(dir, 'portaria.env')}.`);
  expect(err).toContain('\nNext:\n  export PORTARIA_ENV_FILE=');
  expect(err).toContain('\n  systemctl enable --now portaria@1 portaria@2 portaria-nginx');
  const values = withEnvFile({ PORTARIA_ENV_FILE: join(dir, 'portaria.env') });
  const config = loadConfig(values);
  expect(config.tokens.issuer).toBe('https://auth.example.com:18443');
  expect(config.database.url()).toMatch(
    /^postgresql:\/\/portaria_login:[\w-]{43}@127\.0\.0\.1:5432\/portaria$/,
  );
  expect(loadMigrationConfig(values).url()).toMatch(/^postgresql:\/\/portaria_owner:/);
  const settings = { ...values, PORTARIA_TLS_PORT: '18443', PORTARIA_ADMIN_PORT: '19443' };
  const rendered = await runWords(['nginx', 'render'], { settings });
  expect(rendered).toMatchObject({ exitCode: 0 });
  expect(rendered.out).toContain(join(dir, 'nginx/nginx.conf'));
  const application = await readFile(join(dir, 'nginx/application.conf'), 'utf8');
  expect(application).toContain('server 127.0.0.1:3002 max_fails=1');
});

test('only the group of the service reads the secrets, and only the owner the login that migrates', async () => {
  const dir = newHost();
  await setupForDevelopment(dir);
  const modeOf = async (name: string): Promise<number> => (await stat(join(dir, name))).mode & 0o7777;
  expect(await modeOf('secrets/migration-database-url')).toBe(0o600);
  expect(await modeOf('secrets/pepper')).toBe(isRoot ? 0o640 : 0o600);
  expect(await modeOf('portaria.env')).toBe(isRoot ? 0o640 : 0o600);
  expect(await modeOf('secrets')).toBe(isRoot ? 0o2750 : 0o700);
  // The setting PORTARIA_ROUTES_DIR names it, and no process starts without it.
  expect(await modeOf('routes')).toBe(isRoot ? 0o2750 : 0o700);
  if (isRoot) expect((await stat(join(dir, 'secrets/pepper'))).gid).not.toBe(0);
});

test('--dry-run shows the same files, and writes none', async () => {
  const dir = newHost();
  const { exitCode, out, err } = await setupForDevelopment(dir, '--dry-run');
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: 'Dry run: nothing was written.\n' });
  expect(out).toContain(`${join(dir, 'secrets/master-key')}\tcreate\t`);
  await expect(stat(dir)).rejects.toThrow('ENOENT');
});

test.runIf(isRoot)(
  '--dry-run works before the user of the services exists, and says how to create it',
  async () => {
    const [dir, unknown] = [newHost(), ['--user', 'portaria-missing']];
    const { exitCode, out, err } = await setupForDevelopment(dir, ...unknown, '--dry-run');
    expect(exitCode).toBe(0);
    expect(out).toContain(`${join(dir, 'secrets/master-key')}\tcreate\t`);
    expect(err).toMatch(
      /nothing was written\.\n.*the user portaria-missing does not exist\. Create it: useradd /,
    );
    const refused = await setupForDevelopment(dir, ...unknown);
    expect(refused.exitCode).not.toBe(0);
    await expect(stat(dir)).rejects.toThrow('ENOENT');
  },
);

test('a second run changes no byte', async () => {
  const dir = newHost();
  await setupForDevelopment(dir);
  const before = await bytesIn(dir);
  const { exitCode, out } = await setupForDevelopment(dir, '--processes', '3');
  expect(exitCode).toBe(0);
  expect(out).not.toMatch(/\t(create|complete)\t/);
  expect(await bytesIn(dir)).toEqual(before);
});

test('an env file that exists keeps its lines, and gets those that it lacks', async () => {
  const dir = newHost();
  await mkdir(dir, { recursive: true });
  const key = Buffer.alloc(32, 7).toString('base64');
  const own = `# ours\nPORTARIA_ISSUER=https://own.example.com\nPORTARIA_PEPPER=${key}`;
  await writeFile(join(dir, 'portaria.env'), own, { mode: 0o600 });
  expect(await setupForDevelopment(dir)).toMatchObject({ exitCode: 0 });
  const text = await readFile(join(dir, 'portaria.env'), 'utf8');
  expect(text.startsWith(`${own}\n`)).toBe(true);
  expect(parseEnv(text)).toMatchObject({ PORTARIA_ISSUER: 'https://own.example.com', PORTARIA_PEPPER: key });
  expect(text).not.toContain('PORTARIA_PEPPER_FILE');
  expect(() => loadConfig(withEnvFile({ PORTARIA_ENV_FILE: join(dir, 'portaria.env') }))).not.toThrow();
});

test('certificates are copied, and a certificate without its key stops the command', async () => {
  const { certPem, keyPem } = await makeCertificate();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(cert, certPem);
  await writeFile(key, keyPem);
  const given = ['--server-cert', cert, '--server-key', key, '--client-ca', cert];
  const dir = newHost();
  expect(await setup(dir, ...issuer, ...given)).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(dir, 'tls/server.pem'), 'utf8')).toBe(certPem);
  await rm(join(dir, 'tls/server.key'));
  const refused = await setup(dir, ...issuer, ...given);
  expect(refused.exitCode).toBe(4);
  expect(refused.err).toContain(
    `${join(dir, 'tls/server.pem')} exists, but ${join(dir, 'tls/server.key')} does not`,
  );
});

test.each([
  ['no issuer', ['--development-certificates'], '--issuer: is required without a terminal'],
  ['an issuer without TLS', ['--issuer', 'http://a.example'], '--issuer: must begin with https://'],
  ['no certificate', issuer, '--server-cert: is required without a terminal'],
  [
    'a certificate that is missing',
    [...issuer, '--server-cert', '/none.pem'],
    '--server-cert: /none.pem cannot be read',
  ],
  [
    'two kinds of certificates',
    [...issuer, '--development-certificates', '--client-ca', 'x'],
    'excludes --server-cert',
  ],
  [
    'a database with a login',
    [...issuer, '--database', 'postgresql://me:secret@127.0.0.1/p'],
    '--database: must have no user',
  ],
  [
    'too many processes',
    [...issuer, '--development-certificates', '--processes', '10'],
    '--processes: must be a whole',
  ],
])('%s is refused, and nothing is written', async (_, words, message) => {
  const dir = newHost();
  const { exitCode, err } = await setup(dir, ...words);
  expect(exitCode).toBe(2);
  expect(err).toContain(message);
  expect(err).not.toContain('secret@');
  await expect(stat(dir)).rejects.toThrow('ENOENT');
});

test.runIf(isRoot)('a user that does not exist is named, with the command that creates it', async () => {
  const { exitCode, err } = await runWords([
    'setup',
    '--dir',
    newHost(),
    '--user',
    'missing-user',
    ...issuer,
  ]);
  expect(exitCode).toBe(3);
  expect(err).toContain('useradd --system --shell /usr/sbin/nologin missing-user');
});

const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs the command at a terminal of its own; types each answer when its question is there. */
const atTerminal = (
  words: string,
  dialogue: readonly (readonly [question: string, answer: string])[],
): Promise<string> =>
  new Promise((resolve) => {
    const child = spawn('script', ['-qec', `'${process.execPath}' '${commandLine}' ${words}`, '/dev/null'], {
      env: { ...inheritedEnvironment, TERM: 'xterm' },
    });
    afterFile(() => void child.kill('SIGKILL'));
    const left = [...dialogue];
    let [shown, from] = ['', 0];
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      const [next] = left;
      if (next === undefined || !shown.includes(next[0], from)) return;
      from = shown.length;
      left.shift();
      child.stdin.write(next[1]);
    });
    child.once('close', () => {
      resolve(shown);
    });
  });

test.runIf(hasScript)(
  'at a terminal it asks for what is missing, again when an answer cannot be used',
  async () => {
    const dir = newHost();
    const shown = await atTerminal(`setup --dir ${dir} --user ${user}`, [
      ['Address of the gateway', 'http://auth.example.com\r'],
      ['must begin with https://', '\u0015https://auth.example.com\r'],
      ['PostgreSQL, without a user', '\r'],
      ['certificates for development', 'y\r'],
      ['Continue?', 'y\r'],
    ]);
    expect(shown).toContain('Wrote ');
    const text = await readFile(join(dir, 'portaria.env'), 'utf8');
    expect(parseEnv(text)).toMatchObject({
      PORTARIA_ISSUER: 'https://auth.example.com',
      PORTARIA_TLS_PORT: '443',
    });
  },
);

test.runIf(hasScript)('a person who declines, or leaves the questions, gets nothing written', async () => {
  const dir = newHost();
  const words = `setup --dir ${dir} --user ${user} --issuer https://a.example`;
  const declined = await atTerminal(
    `${words} --database postgresql://127.0.0.1/p --development-certificates`,
    [['Continue?', 'n\r']],
  );
  expect(declined).toContain('not confirmed. Nothing was written');
  expect(await atTerminal(words, [['PostgreSQL, without a user', '\u0003']])).toContain(
    'no answer. Nothing was written',
  );
  await expect(stat(dir)).rejects.toThrow('ENOENT');
});
