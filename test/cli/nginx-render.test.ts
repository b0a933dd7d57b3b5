import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findNginx, globalDirectives } from '../../src/cli/deployment/nginx-binary.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openPortaria } from './portaria.js';

const { runWords } = await openPortaria();
const templates = join(import.meta.dirname, '../../nginx');

const folder = await mkdtemp(join(tmpdir(), 'portaria-render-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const { certPem, keyPem } = await makeCertificate();
await writeFile(join(folder, 'server.pem'), certPem);
await writeFile(join(folder, 'server.key'), keyPem);

const settings = {
  PORTARIA_NGINX_DIR: join(folder, 'conf'),
  PORTARIA_NGINX_RUN_DIR: folder,
  PORTARIA_NGINX_SECRETS_DIR: folder,
  PORTARIA_UPSTREAM: '127.0.0.1:3000,127.0.0.1:3001',
  PORTARIA_SERVER_CERT: join(folder, 'server.pem'),
  PORTARIA_SERVER_KEY: join(folder, 'server.key'),
  PORTARIA_CLIENT_CA_BUNDLE: join(folder, 'server.pem'),
  PORTARIA_NGINX_ACCESS_LOG: join(folder, 'access.log'),
  PORTARIA_TLS_PORT: '18443',
};

test('nginx render --dry-run lists the files and writes none', async () => {
  const target = join(folder, 'planned');
  const planned = { ...settings, PORTARIA_NGINX_DIR: target };
  const dryRun = () => runWords(['nginx', 'render', templates, '--dry-run'], { settings: planned });
  const first = await dryRun();
  expect(first.exitCode).toBe(0);
  expect(first.out).toMatch(/^file\tstate\n/);
  expect(first.out).toContain(`${join(target, 'nginx.conf')}\tnew\n`);
  expect(first.err).toMatch(/^Dry run: (\d+) of \1 files would change\. Nothing was written\.\n$/);
  await expect(readFile(join(target, 'nginx.conf'))).rejects.toThrow('ENOENT');
  await runWords(['nginx', 'render', templates], { settings: planned });
  await writeFile(join(target, 'tls.conf'), 'altered');
  const after = await dryRun();
  expect(after.out).toContain(`${join(target, 'nginx.conf')}\tunchanged\n`);
  expect(after.out).toContain(`${join(target, 'tls.conf')}\tchanged\n`);
  expect(after.err).toMatch(/^Dry run: 1 of /);
  expect(await readFile(join(target, 'tls.conf'), 'utf8')).toBe('altered');
});

test('when one template cannot be rendered, none is written', async () => {
  const broken = join(folder, 'templates');
  const target = join(folder, 'partly');
  await mkdir(broken);
  await writeFile(join(broken, 'a.conf.template'), 'ok;');
  await writeFile(join(broken, 'nginx.conf.template'), '${PORTARIA_NO_SUCH_VARIABLE}');
  const { exitCode, err } = await runWords(['nginx', 'render', broken], {
    settings: { ...settings, PORTARIA_NGINX_DIR: target },
  });
  expect([exitCode, err]).toEqual([2, expect.stringContaining('PORTARIA_NO_SUCH_VARIABLE')]);
  await expect(readFile(join(target, 'a.conf'))).rejects.toThrow('ENOENT');
});

test('nginx render writes a configuration that the NGINX of this machine accepts', async () => {
  for (const name of ['tls', 'admin', 'gateway'])
    await writeFile(
      join(folder, `listener-${name}.conf`),
      'proxy_set_header X-Portaria-Listener "a-secret-of-the-test";\n',
    );
  const { exitCode, out, err } = await runWords(['nginx', 'render', templates], { settings });
  expect({ exitCode, err }).toMatchObject({
    exitCode: 0,
    err: expect.stringContaining('nginx -t') as string,
  });
  const file = join(folder, 'conf', 'nginx.conf');
  expect(out.split('\n')).toContain(file);
  const rendered = await readFile(join(folder, 'conf', 'application.conf'), 'utf8');
  expect(rendered).toContain('server 127.0.0.1:3001 max_fails=1 fail_timeout=10s;');
  const nginx = await findNginx();
  await promisify(execFile)(nginx?.path ?? '', ['-t', '-q', '-c', file, '-g', await globalDirectives()]);
});

test('what is not set is named all at once, with its meaning, and nothing is written', async () => {
  const target = join(folder, 'none');
  const { exitCode, err } = await runWords(['nginx', 'render', templates], {
    settings: { ...settings, PORTARIA_UPSTREAM: '', PORTARIA_SERVER_KEY: '', PORTARIA_NGINX_DIR: target },
  });
  expect(exitCode).toBe(2);
  expect(err).toContain('PORTARIA_UPSTREAM is not set');
  expect(err).toContain('PORTARIA_SERVER_KEY is not set');
  await expect(readFile(join(target, 'nginx.conf'))).rejects.toThrow('ENOENT');
});

test.each([
  ['an upstream that would end the directive', { PORTARIA_UPSTREAM: 'a:3000; }' }, 'PORTARIA_UPSTREAM'],
  ['a folder without templates', {}, 'no template'],
])('%s is refused', async (_, others, words) => {
  const from = words === 'no template' ? folder : templates;
  const { exitCode, err } = await runWords(['nginx', 'render', from], {
    settings: { ...settings, ...others },
  });
  expect(exitCode).toBe(2);
  expect(err).toContain(words);
});
