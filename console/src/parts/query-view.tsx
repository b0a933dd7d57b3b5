import { Box, Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.js';
import { ProblemAlert } from './problem-alert.js';

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** Shown where the gateway knows nothing of that name (404). */
  readonly missing?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** The loading and the error state of every screen; `children` gets the data. */
export const QueryView = <T,>({ query, missing, children }: QueryViewProps<T>) => {
  const { t } = useTranslation();
  if (query.data !== undefined)
    return (
      <>
        {query.error && (
          <Box mb="md">
            <ProblemAlert error={query.error} isStale retry={() => void query.refetch()} />
          </Box>
        )}
        {children(query.data)}
      </>
    );
  if (missing !== undefined && query.error instanceof ApiError && query.error.status === 404) return missing;
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  return (
    <Stack role="status" aria-label={t('list.loading')}>
      <Skeleton height={24} width="40%" />
      <Skeleton height={24} />
      <Skeleton height={24} />
      <Skeleton height={24} width="80%" />
    </Stack>
  );
};
