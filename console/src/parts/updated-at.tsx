import { Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

/** When polled figures were last read; in red while the newest cannot be read. */
export const UpdatedAt = ({ query }: { readonly query: UseQueryResult }) => {
  const { t, i18n } = useTranslation();
  if (query.dataUpdatedAt === 0) return null;
  const time = new Date(query.dataUpdatedAt).toLocaleTimeString(i18n.language);
  return query.isError ? (
    <Text size="xs" c="red" role="alert">
      {t('list.stale', { time })}
    </Text>
  ) : (
    <Text size="xs" c="dimmed">
      {t('list.updated', { time })}
    </Text>
  );
};
