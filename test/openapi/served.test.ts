import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenListener } from '../http/nginx/support.js';
import { startProxiedApp } from '../http/proxied-app.js';
import { ask } from '../support/ask.js';
import { startApp } from '../support/test-app.js';

const proxied = await startProxiedApp();
const fileOf = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, `../../docs/openapi/${name}.json`), 'utf8');
const get = (listener: OpenListener, name: string, headers: Record<string, string> = {}) =>
  proxied.proxy.ask(listener, { method: 'GET', path: `/openapi/${name}.json`, headers });

const served = [
  ['admin', 'admin'],
  ['tls', 'self-service'],
  ['tls', 'tokens'],
] as const;

test.each(served)(
  'the %s listener serves the document %s, to be kept for minutes',
  async (listener, name) => {
    const answer = await get(listener, name);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(answer.body).toBe(await fileOf(name));
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(answer.headers).not.toHaveProperty('pragma');
    const tag = String(answer.headers.etag);
    const again = await get(listener, name, { 'if-none-match': tag });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', tag]);
    const posted = await proxied.proxy.ask(listener, { path: `/openapi/${name}.json` });
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  },
);

test('no other listener serves a document, and there is no other one', async () => {
  for (const listener of ['tls', 'header', 'admin'] as const)
    for (const name of ['admin', 'self-service', 'tokens', 'other'])
      if (!served.some(([where, known]) => where === listener && known === name))
        expect([listener, name, (await get(listener, name)).status]).toEqual([listener, name, 404]);
});

test('the application looks at the listener as well, not only NGINX', async () => {
  const app = await startApp();
  for (const [listener, name] of served)
    for (const other of ['tls', 'header', 'admin'] as const) {
      const answer = await ask(app, { method: 'GET', path: `/openapi/${name}.json`, listener: other });
      expect([other, name, answer.status]).toEqual([other, name, other === listener ? 200 : 404]);
    }
});

test('a process of either role serves them, wherever NGINX sends the request', async () => {
  for (const role of ['issue', 'manage']) {
    const app = await startApp({ environment: { PORTARIA_ROLE: role } });
    const answer = await ask(app, { method: 'GET', path: '/openapi/tokens.json' });
    expect([role, answer.status]).toEqual([role, 200]);
  }
});
