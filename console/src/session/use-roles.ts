import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../api/client.js';
import type { OperatorScope } from '../api/permissions.js';
import { scopesAllowedBy } from './scopes.js';
import { useSession } from './use-session.js';

export type Role = Schemas['Role'];

/** The roles of operators with their purposes, as the gateway knows them. None until they are read. */
export const useRoles = (): readonly Role[] => {
  const { i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ['roles', i18n.language],
    queryFn: () => bodyOf(api.GET('/api/admin/roles')),
    enabled: useSession().kind === 'signed-in',
    staleTime: Infinity,
  });
  return data?.items ?? [];
};

/** Returns the roles that allow what needs this scope. */
export const rolesWith = (roles: readonly Role[], scope: OperatorScope): readonly Role[] =>
  roles.filter(({ allows }) => allows.includes(scope));

/** Returns the role that allows exactly what these scopes do; `custom` where there is none. */
export const roleOf = (roles: readonly Role[], scopes: readonly string[]): Role['role'] | 'custom' => {
  const allowed = scopesAllowedBy(scopes);
  const isSame = ({ allows }: Role): boolean =>
    allows.length === allowed.length && allowed.every((scope) => allows.includes(scope));
  return roles.find(isSame)?.role ?? 'custom';
};
