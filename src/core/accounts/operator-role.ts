import type { Account } from './account.js';
import { allowsScope, type OperatorScope, operatorScopes } from './operator-scope.js';

export const operatorRoleNames = ['support', 'onboarding', 'security', 'auditor', 'administrator'] as const;
export type OperatorRole = (typeof operatorRoleNames)[number];

/**
 * The scopes of each role of operators. No role is stored. An account has scopes, and a role is what they amount to, so
 * that the two never contradict each other.
 */
export const operatorRoles = {
  support: ['admin:read'],
  onboarding: ['admin:read', 'accounts:write'],
  security: ['admin:read', 'audit:read', 'access:write', 'keys:write', 'client-cas:write'],
  auditor: ['admin:read', 'audit:read'],
  administrator: ['admin:read', 'admin:write', 'audit:read'],
} as const satisfies Record<OperatorRole, readonly OperatorScope[]>;

/** The role of an operator as people see it; `custom`: no role allows exactly what its scopes do. */
export const shownRoles = [...operatorRoleNames, 'custom'] as const;
export type ShownRole = (typeof shownRoles)[number];

/** Returns everything that these scopes allow, with what they include. */
export const scopesAllowedBy = (scopes: readonly string[]): readonly OperatorScope[] =>
  operatorScopes.filter((scope) => allowsScope(scopes, scope));

/** Returns the roles that allow what needs this scope. */
export const rolesWith = (scope: OperatorScope): readonly OperatorRole[] =>
  operatorRoleNames.filter((role) => allowsScope(operatorRoles[role], scope));

/** Returns the role whose scopes allow exactly what these do. `null`: no role does. */
export const roleOf = (scopes: readonly string[]): OperatorRole | null =>
  operatorRoleNames.find((role) => isSame(operatorRoles[role], scopes)) ?? null;

/** A scope that is not of operators opens no route of the admin API, so it makes no difference. */
const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  operatorScopes.every((scope) => allowsScope(left, scope) === allowsScope(right, scope));

/** Returns the role of an account. `null`: it is a merchant. */
export const shownRoleOf = ({ kind, scopes }: Pick<Account, 'kind' | 'scopes'>): ShownRole | null =>
  kind === 'operator' ? (roleOf(scopes) ?? 'custom') : null;

/** An account as operators see it. */
export type AccountWithRole = Account & { readonly role: ShownRole | null };

export const withRole = (account: Account): AccountWithRole => ({ ...account, role: shownRoleOf(account) });
