import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { afterFile } from '../../support/cleanup.js';
import { expectJson } from './json-error.js';
import { type Answer, startTestProxy } from './support.js';

const page = '<meta name="style-nonce" content="PORTARIA_NONCE" />';
const root = await mkdtemp(join(tmpdir(), 'portaria-console-'));
// NGINX's workers are another user when the test is root.
await chmod(root, 0o755);
afterFile(() => rm(root, { recursive: true, force: true }));
await mkdir(join(root, 'console/assets'), { recursive: true });
await writeFile(join(root, 'console/index.html'), page);
await writeFile(join(root, 'console/assets/app.1a2b3c4d.js'), '1;');

const proxy = await startTestProxy({ PORTARIA_CONSOLE: 'on', PORTARIA_CONSOLE_ROOT: root });
const get = (path: string): Promise<Answer> => proxy.ask('admin', { method: 'GET', path });

test('every page of the console has its policy, with a nonce of its own', async () => {
  const nonces = new Set<string>();
  for (const path of ['/console/', '/console/accounts/7', '/console/assets/app.1a2b3c4d.js']) {
    const { headers, body } = await get(path);
    const policy = String(headers['content-security-policy']);
    const [, nonce = ''] = /'nonce-([0-9a-f]{32})'/.exec(policy) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    if (body.startsWith('<meta')) expect(body).toBe(page.replace('PORTARIA_NONCE', nonce));
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test('an answer of the admin API has none of these', async () => {
  const { headers } = await get('/api/admin/accounts');
  expect(Object.keys(headers)).not.toContain('content-security-policy');
  expect(Object.keys(headers)).not.toContain('cross-origin-opener-policy');
  expect(Object.keys(headers)).not.toContain('referrer-policy');
});

test.each([
  '/api/admin/accounts/1%2fsuspend',
  '/api/admin/accounts/1%2Fsuspend?dryRun=true',
  '/api/admin/accounts/1%5csuspend',
  '/api/admin/accounts/1\\suspend',
  '/api/admin/accounts/..',
  '/api/admin/accounts/../keys',
  '/api/admin/accounts/%2e%2E/keys',
  '/api/admin/accounts/./7',
  '/api/admin//accounts',
  '/console/../api/admin/accounts',
  '/api/admin/apis/pix%2fdiff',
])('%s is no path of the admin API, whatever it would become', async (path) => {
  const before = proxy.received.length;
  expectJson(await get(path), 404, 'not_found');
  expect(proxy.received.length).toBe(before);
});

test.each([
  '/api/admin/realm-users/..a',
  '/api/admin/realm-users/ana%40loja.example',
  '/api/admin/search?q=a//%2f../b',
])('%s reaches the admin API as it was sent', async (path) => {
  expect((await get(path)).status).toBe(200);
  expect(decodeURIComponent(String(proxy.received.at(-1)?.url))).toBe(decodeURIComponent(path));
});
