import { Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryView } from './query-view.js';

/** `Page`: one page of a list of the admin API. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

interface PageListProps<T, P extends Page<T>> {
  /** Names the list and its filters: another one begins at its first page. */
  readonly name: readonly unknown[];
  readonly load: (cursor: string | undefined) => Promise<P>;
  readonly empty: string;
  /** Gets the items, and the whole page for what else it has. */
  readonly children: (items: P['items'], page: P) => ReactNode;
}

/** A list by cursor: it never loads more than a page, however many there are. */
export const PageList = <T, P extends Page<T>>(props: PageListProps<T, P>) => (
  <Pages key={JSON.stringify(props.name)} {...props} />
);

const Pages = <T, P extends Page<T>>({ name, load, empty, children }: PageListProps<T, P>) => {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<string>();
  const page = useQuery({
    queryKey: [...name, cursor ?? 'first'],
    queryFn: () => load(cursor),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={page}>
      {(found) => (
        <Stack>
          {found.items.length === 0 ? <Text c="dimmed">{empty}</Text> : children(found.items, found)}
          {(cursor !== undefined || found.nextCursor !== null) && (
            <Group>
              <Button variant="default" disabled={cursor === undefined} onClick={() => setCursor(undefined)}>
                {t('list.first')}
              </Button>
              <Button
                variant="default"
                disabled={found.nextCursor === null}
                loading={page.isPlaceholderData}
                onClick={() => setCursor(found.nextCursor ?? undefined)}
              >
                {t('list.next')}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </QueryView>
  );
};
