import {
  includedInAdminWrite,
  type OperatorRole,
  type OperatorScope,
  operatorScopes,
  roleScopes,
} from '../api/permissions.js';

const roles = Object.keys(roleScopes) as OperatorRole[];

/** Returns whether these scopes allow what needs this one: they have it, or `admin:write`, which includes it. */
export const allowsScope = (scopes: readonly string[], needed: OperatorScope): boolean =>
  scopes.includes(needed) ||
  (includedInAdminWrite.some((included) => included === needed) && scopes.includes('admin:write'));

/** Returns the roles that allow what needs this scope. */
export const rolesWith = (scope: OperatorScope): readonly OperatorRole[] =>
  roles.filter((role) => allowsScope(roleScopes[role], scope));

/** Returns the role whose scopes allow exactly what these do. `null`: no role does. */
export const roleOf = (scopes: readonly string[]): OperatorRole | null =>
  roles.find((role) =>
    operatorScopes.every((scope) => allowsScope(roleScopes[role], scope) === allowsScope(scopes, scope)),
  ) ?? null;

export const isOperatorScope = (scope: string): scope is OperatorScope =>
  operatorScopes.some((known) => known === scope);
