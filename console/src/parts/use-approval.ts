import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.js';
import { useScope } from '../session/use-session.js';
import { polled, pollingMs } from './polling.js';

/** How many changes wait for a second operator, and whether changes wait at all; `undefined` until it is read. */
export const useApproval = () =>
  useQuery({
    queryKey: ['approvals', 'count'],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/approvals', { params: { query: { state: 'pending', limit: '1' } } })),
    enabled: useScope('admin:read'),
    ...polled(pollingMs.state),
  }).data;
