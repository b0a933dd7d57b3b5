import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { roleOf } from '../session/scopes.js';

/** The role that an operator's scopes amount to. */
export const RoleBadge = ({ scopes }: { readonly scopes: readonly string[] }) => {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color="blue" tt="none" title={scopes.join(' ')}>
      {t(`role.${roleOf(scopes) ?? 'custom'}`)}
    </Badge>
  );
};
