import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type SubmitEvent, useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf } from '../../api/client.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { useTextOfAddress } from '../../parts/use-text-of-address.js';
import { RejectionCard } from './rejection-card.js';

const route = getRouteApi('/rejected');

/** From a request id to the cause, what would have passed, and the fix. */
export const RejectedScreen = () => {
  const { t } = useTranslation();
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const { text: typed, type } = useTextOfAddress(id ?? '');
  const field = useRef<HTMLInputElement>(null);
  // With a request id in the address, the cause is read.
  const focusEmpty = useEffectEvent(() => {
    if (id === undefined) field.current?.focus();
  });
  useEffect(() => focusEmpty(), []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = /[0-9a-f]{32}/i.exec(typed)?.[0].toLowerCase() ?? typed.trim();
    void navigate({ search: { id: found } });
  };
  return (
    <Screen title={t('rejected.title')}>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            ref={field}
            flex="1 1 280px"
            maw={520}
            label={t('rejected.requestId')}
            description={t('rejected.lead')}
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            required
          />
          <Button type="submit">{t('rejected.find')}</Button>
        </Group>
      </form>
      {id !== undefined && <Cause requestId={id} />}
    </Screen>
  );
};

const Cause = ({ requestId }: { readonly requestId: string }) => {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    // The explanation is in the language of the console.
    queryKey: ['refusal', requestId, i18n.language],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/refusals/{requestId}', { params: { path: { requestId } } })).catch(
        nothingFound,
      ),
  });
  return (
    <QueryView query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Alert color="yellow">
            <Text size="sm">{t('rejected.notFound')}</Text>
          </Alert>
        ) : (
          items.map((refusal) => <RejectionCard key={refusal.id} refusal={refusal} />)
        )
      }
    </QueryView>
  );
};

const nothingFound = (error: unknown): { items: never[]; nextCursor: null } => {
  if (error instanceof ApiError && (error.status === 404 || error.status === 400))
    return { items: [], nextCursor: null };
  throw error;
};
