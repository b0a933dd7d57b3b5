import type { AccountKind } from '../../core/accounts/account.js';
import { type OperatorRole, operatorRoles } from '../../core/accounts/operator-role.js';
import { invalid } from '../fields.js';

/** Checks that an account of this kind can have a role, which only operators do. Throws `ManagementError('invalid')`. */
export const assertHasRoles = (kind: AccountKind): void => {
  if (kind !== 'operator') throw invalid('role', 'is only for operators. Give a merchant scopes instead');
};

/** Returns the scopes of a role. Throws `ManagementError('invalid')` when scopes are given as well. */
export const scopesOfRole = (role: OperatorRole, scopes: readonly string[] | undefined): string[] => {
  if (scopes) throw invalid('role', 'stands for scopes. Give either a role or scopes');
  return [...operatorRoles[role]];
};
