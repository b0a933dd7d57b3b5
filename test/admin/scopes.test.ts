import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adminRouteScopes } from '../../src/admin/route-scopes.js';
import { operatorRoleNames, operatorRoles, rolesWith } from '../../src/core/accounts/operator-role.js';
import {
  allowsScope,
  isOperatorScope,
  type OperatorScope,
  operatorScopes,
} from '../../src/core/accounts/operator-scope.js';
import { openAdmin } from './proxied-admin-api.js';
import { adminRoutes, type Route } from './routes.js';

const proxied = await openAdmin();
const routes = await adminRoutes(proxied.app.config);
const inWords = ({ method, path, scope }: Route): string => `${method} ${path} needs ${String(scope)}`;

test('every route declares a scope of operators, and the OpenAPI document and the pages have the same', async () => {
  const declared = [...adminRouteScopes()].map(([route, scope]) => `${route} needs ${scope}`);
  expect(routes.length).toBeGreaterThan(45);
  expect(routes.map(inWords).sort()).toEqual(declared.sort());
  expect(routes.filter(({ scope }) => !isOperatorScope(scope ?? '') && scope !== 'any')).toEqual([]);
  for (const page of ['docs/reference/admin-scopes.md', 'docs/pt-BR/reference/admin-scopes.md']) {
    const text = await readFile(join(import.meta.dirname, '../..', page), 'utf8');
    const documented = [...text.matchAll(/^\| `([A-Z]+ \/\S*)` \| `([a-z:-]+)` \|$/gm)].map(
      ([, route = '', scope = '']) => `${route} needs ${scope}`,
    );
    expect(documented.sort(), page).toEqual(declared);
  }
});

/** Names nothing that exists: who lacks the scope must not learn whether it is there. */
const pathOf = (path: string): string => path.replace(/\{\w+\}/g, '987654321');

const neededBy = ({ scope }: Route): OperatorScope | 'any' =>
  scope !== undefined && isOperatorScope(scope) ? scope : 'any';

const askAs = (operator: Awaited<ReturnType<typeof proxied.operator>>, { method, path }: Route) =>
  operator.ask(`${method} ${pathOf(path)}`, method === 'GET' ? {} : { body: {} });

test.each(operatorRoleNames)(
  'the role %s gets 403 from every route outside it, with the scope and the roles that have it, and passes the others',
  async (role) => {
    const scopes = operatorRoles[role];
    const operator = await proxied.operator({ scopes });
    const asked = async (route: Route) => ({
      ...{ ...route, needed: neededBy(route) },
      ...(await askAs(operator, route)),
    });
    // Last, because it ends the token of the others.
    const endsSession = ({ path }: Route): boolean => path.endsWith('/session/end');
    const before = await Promise.all(routes.filter((route) => !endsSession(route)).map(asked));
    const answers = [...before, ...(await Promise.all(routes.filter(endsSession).map(asked)))];
    expect(answers.length).toBe(before.length + 1);
    const [inside, outside] = [true, false].map((allowed) =>
      answers.filter(({ needed }) => (needed === 'any' || allowsScope(scopes, needed)) === allowed),
    );
    expect(inside?.length).toBeGreaterThan(15);
    for (const { method, path, status } of inside ?? [])
      expect([401, 403, 500], `${method} ${path}`).not.toContain(status);
    for (const { method, path, needed, status, json, headers } of outside ?? []) {
      expect([status, json['code']], `${method} ${path}`).toEqual([403, 'insufficient_scope']);
      expect(headers['www-authenticate']).toContain(`scope="${needed}"`);
      const roles = needed === 'any' ? [] : rolesWith(needed);
      expect(json['detail']).toBe(
        `The token lacks a required scope. Required scope: ${needed}. Roles with it: ${roles.join(', ')}.`,
      );
    }
  },
);

test.each(operatorScopes)(
  'every route that needs %s is 403 for an operator with all scopes that do not include it',
  async (scope) => {
    const others = operatorScopes.filter((other) => !allowsScope([other], scope));
    const operator = await proxied.operator({ scopes: others });
    const needing = routes.filter((route) => route.scope === scope);
    expect(needing.length).toBeGreaterThan(0);
    for (const route of needing) {
      const answer = await askAs(operator, route);
      expect(answer.status, `${route.method} ${route.path}`).toBe(403);
      expect(answer.headers['www-authenticate']).toContain(`scope="${scope}"`);
    }
  },
);
