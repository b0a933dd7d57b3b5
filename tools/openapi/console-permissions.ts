import { adminRouteScopes } from '../../src/admin/route-scopes.js';
import { allowsScope, operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { approvalRequirements } from '../../src/management/approvals/approval-requirements.js';
import { adminOperations } from '../openapi-admin/tags.js';

/**
 * The source of `console/src/api/permissions.ts`: the scope that each operation of the admin API needs, and the
 * changes that a second operator approves. The types that are
 * made of the document do not have it.
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
    '/** The scope that each operation needs, by its `operationId`. */',
    constant('operationScopes', scopesByOperation()),
    'export type Operation = keyof typeof operationScopes;',
    '',
    '/** The changes that a second operator approves: always, or only where they give or change the power of an operator. */',
    constant('approvalNeeds', needsOfApproval()),
    'export type ApprovableAction = keyof typeof approvalNeeds;',
    '',
  ].join('\n');

const constant = (name: string, value: object): string =>
  `export const ${name} = ${JSON.stringify(value)} as const;`;

const needsOfApproval = (): Record<string, 'always' | 'operators'> =>
  Object.fromEntries(
    Object.entries(approvalRequirements).flatMap(([action, need]): [string, 'always' | 'operators'][] =>
      need === 'never' ? [] : [[action, need === 'operators' ? need : 'always']],
    ),
  );

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
