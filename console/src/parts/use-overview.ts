import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../api/client.js';
import { polled, pollingMs } from './polling.js';

/** The state of the whole gateway; several parts of the screen read it, and it is asked for once. */
export const useOverview = (): UseQueryResult<Schemas['Overview']> =>
  useQuery({
    queryKey: ['overview'],
    queryFn: () => bodyOf(api.GET('/api/admin/overview')),
    ...polled(pollingMs.state),
  });
