import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const colors = { active: 'teal', suspended: 'red', revoked: 'red', expired: 'orange' } as const;

export const StatusBadge = ({ status }: { readonly status: keyof typeof colors }) => {
  const { t } = useTranslation();
  return (
    <Badge color={colors[status]} variant="light" tt="none">
      {t(`status.${status}`)}
    </Badge>
  );
};
