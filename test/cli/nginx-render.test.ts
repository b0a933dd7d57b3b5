import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findNginx, globalDirectives } from '../../src/cli/deployment/nginx-binary.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openPortaria } from './portaria.js';

const { runWords } = await openPortaria();

const folder = await mkdtemp(join(tmpdir(), 'portaria-render-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const { certPem, keyPem } = await makeCertificate();
await writeFile(join(folder, 'server.pem'), certPem);
await writeFile(join(folder, 'server.key'), keyPem);

const secretOf = (listener: string): string => `${listener}-listener-secret-of-this-test-000000`;

const settings = {
  PORTARIA_NGINX_RUN_DIR: join(folder, 'run'),
  PORTARIA_UPSTREAM: '127.0.0.1:3000,127.0.0.1:3001',
  PORTARIA_SERVER_CERT: join(folder, 'server.pem'),
  PORTARIA_SERVER_KEY: join(folder, 'server.key'),
  PORTARIA_CLIENT_CA_BUNDLE: join(folder, 'server.pem'),
  PORTARIA_NGINX_ACCESS_LOG: join(folder, 'logs', 'access.log'),
  PORTARIA_TLS_PORT: '18443',
  PORTARIA_TLS_LISTENER_SECRET: secretOf('tls'),
  PORTARIA_ADMIN_LISTENER_SECRET: secretOf('admin'),
};

let count = 0;
/** A folder that nothing is in yet. */
const newTarget = (): string => join(folder, `target-${String((count += 1))}`);

const render = (to: string, others: Readonly<Record<string, string>> = {}, ...words: readonly string[]) =>
  runWords(['nginx', 'render', '--to', to, ...words], { settings: { ...settings, ...others } });

test('the rendered folder is what the NGINX of this machine accepts, with defaults for all that is not set', async () => {
  const target = newTarget();
  const { exitCode, out, err } = await render(target);
  expect({ exitCode, err }).toMatchObject({
    exitCode: 0,
    err: expect.stringContaining('which accepts it (nginx -t)') as string,
  });
  const main = join(target, 'nginx.conf');
  expect(out.split('\n')).toContain(main);
  const rendered = await readFile(join(target, 'application.conf'), 'utf8');
  expect(rendered).toContain('server 127.0.0.1:3001 max_fails=1 fail_timeout=10s;');
  expect(await readFile(main, 'utf8')).toContain('worker_processes auto;');
  const nginx = await findNginx();
  await mkdir(settings.PORTARIA_NGINX_RUN_DIR);
  await mkdir(join(folder, 'logs'));
  await promisify(execFile)(nginx?.path ?? '', ['-t', '-q', '-c', main, '-g', await globalDirectives()]);
});

test('the proxy secrets are those of the application, readable by their owner alone', async () => {
  const target = newTarget();
  await render(target);
  const file = join(target, 'secrets', 'listener-admin.conf');
  expect(await readFile(file, 'utf8')).toBe(`proxy_set_header X-Portaria-Listener "${secretOf('admin')}";\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('in a folder whose group is inherited, that group may read the proxy secrets', async () => {
  const parent = newTarget();
  await mkdir(parent);
  await chmod(parent, 0o2750);
  await render(join(parent, 'nginx'));
  expect((await stat(join(parent, 'nginx', 'secrets', 'listener-tls.conf'))).mode & 0o777).toBe(0o640);
});

test('--dry-run lists the files and writes none', async () => {
  const target = newTarget();
  const first = await render(target, {}, '--dry-run');
  expect(first.exitCode).toBe(0);
  expect(first.out).toMatch(/^file\tstate\n/);
  expect(first.out).toContain(`${join(target, 'nginx.conf')}\tnew\n`);
  expect(first.err).toMatch(/^Dry run: (\d+) of \1 files would change\. Nothing was written\.\n$/);
  await expect(stat(target)).rejects.toThrow('ENOENT');
  await render(target);
  await writeFile(join(target, 'tls.conf'), 'altered');
  const after = await render(target, {}, '--dry-run');
  expect(after.out).toContain(`${join(target, 'nginx.conf')}\tunchanged\n`);
  expect(after.out).toContain(`${join(target, 'tls.conf')}\tchanged\n`);
  expect(after.err).toMatch(/^Dry run: 1 of /);
  expect(await readFile(join(target, 'tls.conf'), 'utf8')).toBe('altered');
});

const namesIn = async (parent: string): Promise<string[]> => (await readdir(parent)).sort();

test('what NGINX does not accept replaces nothing, and nothing is left beside the folder', async () => {
  const parent = newTarget();
  const target = join(parent, 'nginx');
  await render(target);
  const before = await readFile(join(target, 'application.conf'), 'utf8');
  const { exitCode, err } = await render(target, {
    PORTARIA_UPSTREAM: '127.0.0.1:3009',
    PORTARIA_UPSTREAM_PARAMETERS: 'max_failures=1',
  });
  expect(exitCode).toBe(78);
  expect(err).toContain(
    `nginx -t: invalid parameter "max_failures=1" in ${join(target, 'application.conf')}`,
  );
  expect(err).not.toContain(tmpdir() + '/portaria-nginx-');
  expect(await readFile(join(target, 'application.conf'), 'utf8')).toBe(before);
  expect(await namesIn(parent)).toEqual(['nginx']);
});

test('when one template cannot be rendered, none is written', async () => {
  const broken = join(folder, 'templates');
  const target = newTarget();
  await mkdir(broken);
  await writeFile(join(broken, 'a.conf.template'), 'ok;');
  await writeFile(join(broken, 'nginx.conf.template'), '${PORTARIA_NO_SUCH_VARIABLE}');
  const { exitCode, err } = await render(target, {}, broken);
  expect([exitCode, err]).toEqual([2, expect.stringContaining('PORTARIA_NO_SUCH_VARIABLE')]);
  await expect(stat(target)).rejects.toThrow('ENOENT');
});

test('a file that no template has any more goes with the folder, and a file of another origin stops the command', async () => {
  const target = newTarget();
  const own = join(folder, 'own-templates');
  await mkdir(own);
  await writeFile(join(own, 'nginx.conf.template'), 'events {}\n');
  await writeFile(join(own, 'gone.conf.template'), '');
  expect(await render(target, {}, own)).toMatchObject({ exitCode: 0 });
  expect(await namesIn(target)).toContain('gone.conf');
  await writeFile(join(target, 'mine.pem'), 'kept');
  const refused = await render(target);
  expect(refused.exitCode).toBe(4);
  expect(refused.err).toContain(`${join(target, 'mine.pem')} is not a file of the renderer`);
  await rm(join(target, 'mine.pem'));
  expect(await render(target)).toMatchObject({ exitCode: 0 });
  expect(await namesIn(target)).not.toContain('gone.conf');
});

test('a run that was killed between its renames is repaired by the next one', async () => {
  const parent = newTarget();
  const target = join(parent, 'nginx');
  await render(target);
  await rename(target, `${target}.previous`);
  // A process number that no process has.
  await mkdir(`${target}.new-4194305`);
  expect((await render(target, { PORTARIA_TLS_PORT: 'x' })).exitCode).toBe(78);
  expect(await render(target)).toMatchObject({ exitCode: 0 });
  expect(await namesIn(parent)).toEqual(['nginx']);
});

test('what is not set is named all at once, with its meaning, and nothing is written', async () => {
  const target = newTarget();
  const { exitCode, err } = await render(target, {
    PORTARIA_UPSTREAM: '',
    PORTARIA_SERVER_KEY: '',
    PORTARIA_TLS_LISTENER_SECRET: '',
  });
  expect(exitCode).toBe(78);
  expect(err).toContain('PORTARIA_UPSTREAM: is not set. The processes');
  expect(err).toContain('PORTARIA_SERVER_KEY: is not set. PEM file');
  expect(err).toContain(
    `PORTARIA_TLS_LISTENER_SECRET: is not set, and there is no ${join(target, 'secrets', 'listener-tls.conf')}`,
  );
  await expect(stat(target)).rejects.toThrow('ENOENT');
});

test('what no enabled listener uses is not required', async () => {
  const header = {
    PORTARIA_TLS_LISTENER: 'off',
    PORTARIA_ADMIN_LISTENER: 'off',
    PORTARIA_HEADER_LISTENER: 'on',
    PORTARIA_HEADER_LISTENER_SECRET: secretOf('header'),
    PORTARIA_TLS_LISTENER_SECRET: '',
    PORTARIA_ADMIN_LISTENER_SECRET: '',
    PORTARIA_CLIENT_CA_BUNDLE: '',
    PORTARIA_CONSOLE: 'on',
  };
  const target = newTarget();
  expect(await render(target, header)).toMatchObject({ exitCode: 0 });
  expect(await namesIn(join(target, 'secrets'))).toEqual(['listener-header.conf']);
});

test('without protected APIs no gateway secret is needed, and no question is accepted; with one it is', async () => {
  const target = newTarget();
  const routes = newTarget();
  await mkdir(routes);
  await render(target, { PORTARIA_ROUTES_DIR: routes });
  expect(await readFile(join(target, 'secrets', 'listener-gateway.conf'), 'utf8')).toBe(
    'proxy_set_header X-Portaria-Listener "";\n',
  );
  await writeFile(join(routes, 'pix.locations.conf'), '');
  const other = newTarget();
  const { exitCode, err } = await render(other, { PORTARIA_ROUTES_DIR: routes });
  expect(exitCode).toBe(78);
  expect(err).toContain('PORTARIA_GATEWAY_LISTENER_SECRET: is not set, but');
});

test('on a machine that has only NGINX, the proxy secrets that exist are kept', async () => {
  const [secrets, target] = [newTarget(), newTarget()];
  await mkdir(secrets);
  for (const name of ['tls', 'admin', 'gateway'])
    await writeFile(
      join(secrets, `listener-${name}.conf`),
      `proxy_set_header X-Portaria-Listener "${name}";\n`,
    );
  const onlyNginx = {
    PORTARIA_NGINX_SECRETS_DIR: secrets,
    PORTARIA_TLS_LISTENER_SECRET: '',
    PORTARIA_ADMIN_LISTENER_SECRET: '',
  };
  expect(await render(target, onlyNginx)).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(secrets, 'listener-tls.conf'), 'utf8')).toContain('"tls"');
  expect(await readFile(join(target, 'listeners/tls-on.conf'), 'utf8')).toContain(
    `include ${secrets}/listener-tls.conf;`,
  );
});

test.each([
  [
    'an upstream that would end the directive',
    { PORTARIA_UPSTREAM: 'a:3000; }' },
    'PORTARIA_UPSTREAM: must be host:port',
  ],
  [
    'a path with a space',
    { PORTARIA_NGINX_RUN_DIR: '/run/a b' },
    'PORTARIA_NGINX_RUN_DIR: must be an absolute path',
  ],
  [
    'a relative path',
    { PORTARIA_SERVER_CERT: 'server.pem' },
    'PORTARIA_SERVER_CERT: must be an absolute path',
  ],
  [
    'a word that is neither on nor off',
    { PORTARIA_HEADER_LISTENER: 'yes' },
    'PORTARIA_HEADER_LISTENER: must be "on" or "off"',
  ],
  ['a rate without a unit', { PORTARIA_RATE_PER_ADDRESS: '50' }, 'PORTARIA_RATE_PER_ADDRESS: must be a rate'],
  [
    'a directive without its end',
    { PORTARIA_REAL_IP: 'real_ip_header X' },
    'PORTARIA_REAL_IP: must be empty, or NGINX',
  ],
  [
    'two listeners on one port',
    { PORTARIA_ADMIN_PORT: '18443' },
    'PORTARIA_ADMIN_PORT: is 18443, the same as',
  ],
  [
    'a mistyped variable',
    { PORTARIA_TLS_PROT: '1' },
    'PORTARIA_TLS_PROT: is not a known setting. Did you mean',
  ],
  [
    'a certificate that is missing',
    { PORTARIA_SERVER_CERT: '/none.pem' },
    'PORTARIA_SERVER_CERT: /none.pem cannot be read (ENOENT)',
  ],
  [
    'a key as certificate',
    { PORTARIA_SERVER_CERT: join(folder, 'server.key') },
    'is not a certificate in PEM',
  ],
  [
    'a certificate as client CAs that is none',
    { PORTARIA_CLIENT_CA_BUNDLE: join(folder, 'server.key') },
    'is not a list of certificates',
  ],
  [
    'a console that is not there',
    { PORTARIA_CONSOLE: 'on', PORTARIA_CONSOLE_ROOT: folder },
    'PORTARIA_CONSOLE: is on, but there is no',
  ],
  [
    'a proxy secret that the application would refuse',
    { PORTARIA_TLS_LISTENER_SECRET: 'x"; }' },
    'PORTARIA_TLS_LISTENER_SECRET: must be 32 to 128',
  ],
  [
    'no listener at all',
    { PORTARIA_TLS_LISTENER: 'off', PORTARIA_ADMIN_LISTENER: 'off' },
    'no listener is on',
  ],
])('%s is refused, and the message names the variable', async (_, others, words) => {
  const { exitCode, err } = await render(newTarget(), others);
  expect(exitCode).toBe(78);
  expect(err).toContain(words);
});

test('a key of another certificate is refused', async () => {
  const other = await makeCertificate();
  const key = join(folder, 'other.key');
  await writeFile(key, other.keyPem);
  const { exitCode, err } = await render(newTarget(), { PORTARIA_SERVER_KEY: key });
  expect(exitCode).toBe(78);
  expect(err).toContain(`PORTARIA_SERVER_KEY: ${key} is not the key of the first certificate`);
});

test('a folder without templates is refused', async () => {
  const { exitCode, err } = await render(newTarget(), {}, folder);
  expect(exitCode).toBe(2);
  expect(err).toContain('no template');
});

test('another version of NGINX gets what it knows, and is not checked by the one that is here', async () => {
  const target = newTarget();
  const { exitCode, err } = await render(target, {}, '--nginx-version', '1.30.1');
  expect(exitCode).toBe(0);
  expect(err).toContain('Rendered for NGINX 1.30.1, which is not on this machine.');
  expect(await readFile(join(target, 'nginx.conf'), 'utf8')).toContain('http2 on; keepalive_min_timeout 5s;');
});
