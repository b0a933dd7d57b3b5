import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operatorScopes } from '../../src/core/accounts/account.js';
import { openAdmin } from './proxied-admin-api.js';
import { adminRoutes } from './routes.js';

const proxied = await openAdmin();
const routes = await adminRoutes(proxied.app.config);
const inWords = (route: { method: string; path: string; scope: string | undefined }): string =>
  `${route.method} ${route.path} needs ${String(route.scope)}`;

/** What docs/reference/admin-api.md promises, in the same words. `.../enable` stands for the path before it with another end. */
const promised = async (): Promise<string[]> => {
  const text = await readFile(join(import.meta.dirname, '../../docs/reference/admin-api.md'), 'utf8');
  return [...text.matchAll(/^\| (`[A-Z]+ \/.*?) +\| `([a-z:]+)` +\|$/gm)].flatMap(([, cell = '', scope]) => {
    const [, method = '', path = ''] = /^`([A-Z]+) ([^`]+)`/.exec(cell) ?? [];
    const others = [...cell.matchAll(/`\.\.\.(\/[^`]+)`/g)].map(([, end = '']) =>
      path.replace(/\/[^/]+$/, end),
    );
    return [path, ...others].map((one) => inWords({ method, path: one, scope }));
  });
};

test('every route is in the table of docs/reference/admin-api.md with its scope, and the table has no other', async () => {
  const documented = await promised();
  expect(documented.length).toBeGreaterThan(30);
  expect(routes.map(inWords).sort()).toEqual(documented.sort());
});

/** The first that comes to mind for each part of a path: who lacks the scope must not learn whether it is there. */
const pathOf = (path: string): string => path.replace(/\{\w+\}/g, '1');

test('a token that may only read gets 403 from every route that changes something, and from the audit trail', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  const forbidden = routes.filter(
    ({ method, path, scope }) => scope !== 'any' && (method !== 'GET' || path.startsWith('/audit')),
  );
  expect(forbidden.length).toBeGreaterThan(15);
  for (const { method, path } of forbidden) {
    const answer = await reader.ask(`${method} ${pathOf(path)}`, { body: {} });
    expect([answer.status, answer.json['code']], `${method} ${path}`).toEqual([403, 'insufficient_scope']);
  }
});

test.each(operatorScopes)(
  'every route that needs %s is 403 for an operator with all other scopes',
  async (scope) => {
    const others = operatorScopes.filter((other) => other !== scope);
    const operator = await proxied.operator({ scopes: others });
    const needing = routes.filter((route) => route.scope === scope);
    expect(needing.length).toBeGreaterThan(0);
    for (const { method, path } of needing) {
      const answer = await operator.ask(`${method} ${pathOf(path)}`, method === 'GET' ? {} : { body: {} });
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect(answer.headers['www-authenticate']).toContain(`scope="${scope}"`);
    }
  },
);
