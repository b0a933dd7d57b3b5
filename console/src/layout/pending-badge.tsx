import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../api/client.js';
import { polled, pollingMs } from '../parts/polling.js';
import { useScope } from '../session/use-session.js';

/** How many changes wait for approval; nothing while there are none. */
export const PendingBadge = () => {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['approvals', 'count'],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/approvals', { params: { query: { state: 'pending', limit: '1' } } })),
    enabled: useScope('admin:read'),
    ...polled(pollingMs.state),
  });
  const count = data?.pendingCount ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} aria-label={t('approvals.pending', { count })}>
      {count}
    </Badge>
  );
};
