import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApproval } from '../parts/use-approval.js';

/** How many changes wait for approval; nothing while there are none. */
export const PendingBadge = () => {
  const { t } = useTranslation();
  const count = useApproval()?.pendingCount ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} aria-label={t('approvals.pending', { count })}>
      {count}
    </Badge>
  );
};
