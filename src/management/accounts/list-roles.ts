import {
  type OperatorRole,
  operatorRoleNames,
  operatorRoles,
  scopesAllowedBy,
} from '../../core/accounts/operator-role.js';
import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import { rolePurposes } from '../../core/accounts/role-purposes.js';
import type { Language } from '../../core/shared/language.js';

/** A role of operators, as people choose one. */
export interface ListedRole {
  readonly role: OperatorRole;
  /** What an account with this role has. */
  readonly scopes: readonly OperatorScope[];
  /** Everything that these scopes allow: `admin:write` includes others. */
  readonly allows: readonly OperatorScope[];
  /** What people with this role do. */
  readonly purpose: string;
}

/** Returns the roles that an operator can have. */
export const listRoles = (language: Language): readonly ListedRole[] =>
  operatorRoleNames.map((role) => ({
    role,
    scopes: operatorRoles[role],
    allows: scopesAllowedBy(operatorRoles[role]),
    purpose: rolePurposes[language][role],
  }));
