import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { polled } from '../../parts/polling.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { dateTime } from '../../parts/times.js';

interface FirstTokenProps {
  readonly account: string;
  readonly clientId: string;
}

const pollMs = 3000;

/** Asks every few seconds whether the merchant got its first token, and until then why it was rejected. */
export const FirstToken = ({ account, clientId }: FirstTokenProps) => {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    queryKey: ['first-token', clientId],
    queryFn: async () => {
      const { secrets } = await bodyOf(
        api.GET('/api/admin/credentials/{clientId}', { params: { path: { clientId } } }),
      );
      return { at: secrets.find(({ lastUsedAt }) => lastUsedAt !== null)?.lastUsedAt ?? null };
    },
    ...polled(pollMs),
    refetchInterval: ({ state }) => (state.data?.at ? false : pollMs),
  });
  const at = query.data?.at ?? null;
  if (at !== null)
    return (
      <Alert color="teal" role="status" className="no-print">
        {t('onboarding.firstToken', { time: dateTime(at, i18n.language) })}
      </Alert>
    );
  return (
    <Stack className="no-print">
      {query.error ? (
        <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Group role="status" wrap="nowrap">
          <Loader size="sm" />
          <Text size="sm">{t('onboarding.waiting')}</Text>
        </Group>
      )}
      <LastRejection account={account} />
    </Stack>
  );
};

const LastRejection = ({ account }: { readonly account: string }) => {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    // The explanation is in the language of the console.
    queryKey: ['last-rejection', account, i18n.language],
    queryFn: () => bodyOf(api.GET('/api/admin/refusals', { params: { query: { account, limit: '1' } } })),
    ...polled(pollMs),
  });
  const last = query.data?.items[0];
  if (!last) return null;
  return (
    <Alert color="yellow" title={t('onboarding.rejected', { time: dateTime(last.at, i18n.language) })}>
      <Text size="sm" className="stored-text">
        {last.happened} {last.next}
      </Text>
      <Link to="/rejected" search={{ id: last.requestId }} className="plain-link">
        {t('rejected.title')}
      </Link>
    </Alert>
  );
};
