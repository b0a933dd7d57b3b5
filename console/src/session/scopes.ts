import { includedInAdminWrite, type OperatorScope, operatorScopes } from '../api/permissions.js';

/** Returns whether these scopes allow what needs this one: they have it, or `admin:write`, which includes it. */
export const allowsScope = (scopes: readonly string[], needed: OperatorScope): boolean =>
  scopes.includes(needed) ||
  (includedInAdminWrite.some((included) => included === needed) && scopes.includes('admin:write'));

/** Returns everything that these scopes allow. */
export const scopesAllowedBy = (scopes: readonly string[]): readonly OperatorScope[] =>
  operatorScopes.filter((scope) => allowsScope(scopes, scope));

export const isOperatorScope = (scope: string): scope is OperatorScope =>
  operatorScopes.some((known) => known === scope);
