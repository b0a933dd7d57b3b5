/** The scopes that `admin:write` includes, each for one kind of change. */
const includedInAdminWrite = ['accounts:write', 'access:write', 'keys:write', 'client-cas:write'] as const;

/** The scopes of operators; docs/reference/admin-scopes.md says what each is for. */
export const operatorScopes = ['admin:read', 'audit:read', ...includedInAdminWrite, 'admin:write'] as const;
export type OperatorScope = (typeof operatorScopes)[number];

/** `RequiredScope`: what a route of the admin API needs; `any`: one of them, whichever it is. */
export type RequiredScope = OperatorScope | 'any';

/** Returns whether a scope is one of operators. */
export const isOperatorScope = (scope: string): scope is OperatorScope =>
  operatorScopes.some((known) => known === scope);

/** Returns whether these scopes allow what needs this one: they have it, or `admin:write`, which includes it. */
export const allowsScope = (scopes: readonly string[], needed: OperatorScope): boolean =>
  scopes.includes(needed) ||
  (includedInAdminWrite.some((included) => included === needed) && scopes.includes('admin:write'));
