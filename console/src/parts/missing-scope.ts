import { useTranslation } from 'react-i18next';
import type { OperatorScope } from '../api/permissions.js';
import { rolesWith, useRoles } from '../session/use-roles.js';

/** A sentence that names a missing scope, what it is for, and the roles that have it. */
export const useMissingScope = (scope: OperatorScope): string => {
  const { t } = useTranslation();
  const roles = rolesWith(useRoles(), scope)
    .map(({ role }) => t(`role.${role}`))
    .join(', ');
  const missing = t('scope.missing', { scope, allows: t(`scope.allows.${keys[scope]}`) });
  return roles === '' ? missing : `${missing} ${t('scope.roles', { roles })}`;
};

const keys = {
  'admin:read': 'adminRead',
  'audit:read': 'auditRead',
  'accounts:write': 'accountsWrite',
  'access:write': 'accessWrite',
  'keys:write': 'keysWrite',
  'client-cas:write': 'clientCasWrite',
  'admin:write': 'adminWrite',
} as const satisfies Record<OperatorScope, string>;
