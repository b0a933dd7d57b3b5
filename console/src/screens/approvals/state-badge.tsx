import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Approval } from './states.js';

const colors = {
  pending: 'blue',
  approved: 'teal',
  rejected: 'red',
  withdrawn: 'gray',
  expired: 'orange',
} as const satisfies Record<Approval['state'], string>;

export const StateBadge = ({ state }: Pick<Approval, 'state'>) => {
  const { t } = useTranslation();
  return (
    <Badge color={colors[state]} variant="light" tt="none" flex="none">
      {t(`approvals.states.${state}`)}
    </Badge>
  );
};
