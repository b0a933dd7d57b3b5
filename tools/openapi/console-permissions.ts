import { adminRouteScopes } from '../../src/admin/route-scopes.js';
import { operatorRoles } from '../../src/core/accounts/operator-role.js';
import { allowsScope, operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { adminOperations } from '../openapi-admin/tags.js';

/**
 * The source of `console/src/api/permissions.ts`: the scope that each operation of the admin API needs, and the scopes of
 * each role. The types that are made of the document have neither.
 */
export const consolePermissions = (): string =>
  [
    '// Made by `npm run openapi:generate`; change the code instead.',
    '',
    '/** The scopes of operators. */',
    constant('operatorScopes', operatorScopes),
    'export type OperatorScope = (typeof operatorScopes)[number];',
    '',
    '/** The scopes that `admin:write` includes. */',
    constant(
      'includedInAdminWrite',
      operatorScopes.filter((scope) => scope !== 'admin:write' && allowsScope(['admin:write'], scope)),
    ),
    '',
    '/** The scopes of each role. */',
    constant('roleScopes', operatorRoles),
    'export type OperatorRole = keyof typeof roleScopes;',
    '',
    '/** The scope that each operation needs, by its `operationId`. */',
    constant('operationScopes', scopesByOperation()),
    'export type Operation = keyof typeof operationScopes;',
    '',
  ].join('\n');

const constant = (name: string, value: object): string =>
  `export const ${name} = ${JSON.stringify(value)} as const;`;

const scopesByOperation = (): Record<string, string> => {
  const scopes = adminRouteScopes();
  return Object.fromEntries(
    adminOperations
      .flatMap(({ operations }) => Object.entries(operations))
      .flatMap(([route, { id }]): [string, string][] => {
        const scope = scopes.get(route);
        return scope === undefined || scope === 'any' ? [] : [[id, scope]];
      }),
  );
};
