import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../support/certificates.js';
import { afterFile } from '../../support/cleanup.js';
import { expectJson } from './json-error.js';
import { type Answer, type OpenListener, startTestProxy } from './support.js';

/** A site of a few files, where the real one would be. */
const pages = {
  'docs/index.html': '<h1>First</h1>',
  'docs/404.html': '<h1>Not found</h1>',
  'docs/reference/errors/index.html': '<h1>Errors</h1>',
  'docs/reference/errors/unauthorized.html': '<h1>Certificado não aceito</h1>',
  'docs/assets/app.1a2b3c4d.js': '1;',
  'outside.html': 'outside',
  'console/index.html': '<h1>Console</h1>',
};
const root = await mkdtemp(join(tmpdir(), 'portaria-docs-'));
// NGINX's workers are another user when the test is root.
await chmod(root, 0o755);
afterFile(() => rm(root, { recursive: true, force: true }));
for (const [path, text] of Object.entries(pages)) {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}
await writeFile(join(root, 'docs/index.html.gz'), gzipSync(pages['docs/index.html']));

const proxy = await startTestProxy({
  ...{ PORTARIA_DOCS: 'on', PORTARIA_DOCS_ROOT: root },
  ...{ PORTARIA_CONSOLE: 'on', PORTARIA_CONSOLE_ROOT: root },
});
const get = (path: string, listener: OpenListener = 'tls', headers = {}): Promise<Answer> =>
  proxy.ask(listener, { method: 'GET', path, headers });

test.each(['tls', 'header'] as const)(
  'the %s listener serves the pages without a certificate',
  async (listener) => {
    const { status, headers, body } = await get('/docs/', listener);
    expect([status, body]).toEqual([200, pages['docs/index.html']]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.replaceAll("'self'", '')).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    expect(proxy.received).toEqual([]);
  },
);

test('the address that an error names is its page', async () => {
  const { status, body } = await get('/docs/reference/errors/unauthorized');
  expect([status, body]).toEqual([200, pages['docs/reference/errors/unauthorized.html']]);
  for (const path of ['/docs/reference/errors/', '/docs/reference/errors'])
    expect((await get(path)).body).toBe(pages['docs/reference/errors/index.html']);
});

test('a client with a certificate of an unknown CA may read as well', async () => {
  const client = await makeCertificate();
  expect((await proxy.ask('tls', { method: 'GET', path: '/docs/', client })).status).toBe(200);
});

test('files with a digest in their name are kept for a year, pages are asked for again', async () => {
  expect((await get('/docs/assets/app.1a2b3c4d.js')).headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const { headers } = await get('/docs/');
  const again = await get('/docs/', 'tls', { 'if-none-match': String(headers.etag) });
  expect([again.status, again.headers['cache-control']]).toEqual([304, 'no-cache']);
});

test('a compressed copy is sent to who asks for one', async () => {
  const { headers, bytes } = await get('/docs/', 'tls', { 'accept-encoding': 'gzip' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(bytes).toEqual(gzipSync(pages['docs/index.html']));
  expect((await get('/docs/')).headers['content-encoding']).toBeUndefined();
});

test('what is missing below /docs/ has the page of the site, and elsewhere the JSON of NGINX', async () => {
  // A folder without a first page has no listing.
  for (const path of ['/docs/nothing', '/docs/assets/', '/docs/reference/']) {
    const { status, headers, body } = await get(path);
    expect([path, status, body]).toEqual([path, 404, pages['docs/404.html']]);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  }
  expectJson(await get('/docsx'), 404, 'not_found');
});

test.each([
  ['/docs/', 'tls'],
  ['/console/', 'admin'],
] as const)(
  'a condition that a file of %s does not meet is a 412 in JSON, and a range is ignored',
  async (path, listener) => {
    for (const condition of [
      { 'if-match': '"another"' },
      { 'if-unmodified-since': 'Thu, 01 Jan 1998 00:00:00 GMT' },
    ])
      expectJson(await get(path, listener, condition), 412, 'stale');
    for (const range of ['bytes=100000-', 'bytes=0-3'])
      expect(await get(path, listener, { range })).toMatchObject({ status: 200 });
  },
);

test('no path leads out of the folder', async () => {
  for (const path of ['/docs/../outside.html', '/docs/%2e%2e/outside.html', '/docs/..%2foutside.html'])
    expect((await get(path)).body, path).not.toContain('outside');
});

test('a method that a file does not answer is a 405 in JSON', async () => {
  const answer = await proxy.ask('tls', { method: 'POST', path: '/docs/', body: '' });
  expectJson(answer, 405, 'method_not_allowed');
  expect(answer.headers.allow).toBe('GET, HEAD');
});

test.each([
  ['/docs', 'tls'],
  ['/console', 'admin'],
] as const)('%s leads to its folder, whatever the port that a balancer has', async (path, listener) => {
  const { status, headers } = await get(path, listener);
  expect([status, headers.location]).toEqual([308, `${path}/`]);
});

test('operators have no copy of it at their listener', async () => {
  expectJson(await get('/docs/', 'admin'), 404, 'not_found');
});

test('the log says that the documentation was read, and not what', async () => {
  await get('/docs/reference/errors/unauthorized?secret=1');
  await expect.poll(proxy.logs).toContain('"path":"/docs"');
  expect(await proxy.logs()).not.toContain('secret=1');
});

test('it is off unless it is switched on', async () => {
  const plain = await startTestProxy();
  expectJson(await plain.ask('tls', { method: 'GET', path: '/docs/' }), 404, 'not_found');
});

test('reading takes nothing from the rate of token requests', async () => {
  const limited = await startTestProxy({
    ...{ PORTARIA_DOCS: 'on', PORTARIA_DOCS_ROOT: root },
    ...{ PORTARIA_RATE_LIMIT: 'on', PORTARIA_RATE_PER_ADDRESS: '1r/s', PORTARIA_BURST_PER_ADDRESS: '3' },
  });
  const read = async (): Promise<number> =>
    (await limited.ask('tls', { method: 'GET', path: '/docs/' })).status;
  const statuses = await Promise.all(Array.from({ length: 12 }, read));
  expect(statuses).toContain(429);
  expect((await limited.ask('tls')).status).toBe(200);
});
