import { Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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
  // While the next page is loaded the last one stays, but never the rows of another account or filter.
  <Pages key={JSON.stringify(props.name)} {...props} />
);

const Pages = <T, P extends Page<T>>({ name, load, empty, children }: PageListProps<T, P>) => {
  const { t } = useTranslation();
  const [cursor, setCursor] = useCursor(JSON.stringify(name));
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
              <Turn isLast={cursor === undefined} turn={() => setCursor(undefined)}>
                {t('list.first')}
              </Turn>
              <Turn
                isLast={found.nextCursor === null || page.isPlaceholderData}
                turn={() => setCursor(found.nextCursor ?? undefined)}
              >
                {t('list.next')}
              </Turn>
            </Group>
          )}
        </Stack>
      )}
    </QueryView>
  );
};

interface TurnProps {
  /** There is no page in this direction. */
  readonly isLast: boolean;
  readonly turn: () => void;
  readonly children: ReactNode;
}

/** A button that stays in the way of the keyboard at the last page: one that is disabled would lose it. */
const Turn = ({ isLast, turn, children }: TurnProps) => (
  <Button variant="default" data-disabled={isLast} aria-disabled={isLast} onClick={() => !isLast && turn()}>
    {children}
  </Button>
);

declare module '@tanstack/history' {
  interface HistoryState {
    /** The cursor of each list whose first page is not shown. */
    readonly cursors?: Readonly<Record<string, string | undefined>>;
  }
}

/** The page of a list, in the history of the browser: the way back leads to it. */
const useCursor = (list: string): readonly [string | undefined, (cursor: string | undefined) => void] => {
  const navigate = useNavigate();
  const cursor = useRouterState({ select: ({ location }) => location.state.cursors?.[list] });
  const setCursor = (next: string | undefined): void =>
    void navigate({
      ...{ to: '.', search: true, hash: true },
      state: ({ cursors, ...state }) => ({ ...state, cursors: { ...cursors, [list]: next } }),
    });
  return [cursor, setCursor];
};
