import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contractNames } from '../../src/core/credentials/credential.js';
import { openAdmin } from '../admin/proxied-admin-api.js';
import { applicationRoutes } from '../admin/routes.js';
import { openSelfService } from '../self-service/proxied-self-service.js';
import { assertDescribed } from '../support/described.js';

const environment = { PORTARIA_CONTRACTS: contractNames.join(',') };
const admin = await openAdmin({ environment });
const selfService = await openSelfService({ environment });
const routes = await applicationRoutes(admin.app.config);

const describedIn = async (name: string): Promise<string[]> => {
  const file = join(import.meta.dirname, `../../docs/openapi/${name}.json`);
  const { paths } = JSON.parse(await readFile(file, 'utf8')) as { paths: Record<string, object> };
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .sort();
};

/** What has no document: the question of NGINX, the application's own port, and texts and documents themselves. */
const elsewhere = /^\/(internal|healthz|metrics|openapi|\.well-known\/security\.txt)(\/|$)/;
const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);
const documentOf = (path: string): string =>
  ['admin', 'account'].find((api) => isBelow(path, `/api/${api}`)) ?? 'tokens';

test.each([
  ['admin', 'admin'],
  ['self-service', 'account'],
  ['tokens', 'tokens'],
])('the document %s has every route of its API, and no other', async (name, api) => {
  const own = routes.filter(({ path }) => !elsewhere.test(path) && documentOf(path) === api);
  expect(own.length).toBeGreaterThan(7);
  expect(await describedIn(name)).toEqual(own.map(({ method, path }) => `${method} ${path}`).sort());
});

describe('a field, a status, a header or a media type that a document does not describe is found:', () => {
  test.each([
    ['admin', async () => (await admin.operator()).ask('GET /accounts?limit=1'), '/api/admin/accounts'],
    ['tls', async () => (await selfService.owner()).ask('GET /credentials'), '/api/account/credentials'],
    [
      'tls',
      async () => {
        const { certificate: client } = await selfService.merchant();
        return selfService.proxy.ask('tls', { method: 'GET', path: '/api/auth/whoami', client });
      },
      '/api/auth/whoami',
    ],
  ])('at the %s listener', async (listener, ask, path) => {
    const answer = await ask();
    const described = (change: Partial<typeof answer>) => () => {
      assertDescribed(listener, 'GET', path, { ...answer, ...change });
    };
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    const [first = ''] = Object.keys(body);
    expect(answer.status).toBe(200);
    expect(described({})).not.toThrow();
    expect(described({ body: JSON.stringify({ ...body, extra: 1 }) })).toThrow('additional properties');
    expect(described({ body: JSON.stringify({ ...body, [first]: undefined }) })).toThrow(first);
    expect(described({ status: 418 })).toThrow('418');
    expect(described({ headers: { ...answer.headers, 'content-type': 'text/html' } })).toThrow('text/html');
    expect(described({ headers: { ...answer.headers, 'x-planted': '1' } })).toThrow('x-planted');
    expect(described({ headers: { ...answer.headers, 'x-request-id': undefined } })).toThrow('X-Request-Id');
  });
});
