import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';

/** The role of an operator; `custom`: no role allows exactly what its scopes do. */
export const RoleBadge = ({ account: { role, scopes } }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  if (role === null) return null;
  return (
    <Badge variant="light" color="blue" tt="none" title={scopes.join(' ')}>
      {t(`role.${role}`)}
    </Badge>
  );
};
