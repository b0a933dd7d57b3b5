import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope } from '../../session/use-session.js';

/** Suspending a suspended account leaves an event, too: of a few, the newest that changed the status is the one. */
const eventsRead = '20';

/** By whom an account was suspended, and when, from the audit trail. */
export const Suspension = ({ account }: { readonly account: string }) => {
  const { t } = useTranslation();
  const mayRead = useScope('audit:read');
  const target = `account ${account}`;
  const { data } = useQuery({
    queryKey: ['audit', 'suspension', account],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/audit', {
          params: { query: { action: 'account.suspend', target, outcome: 'done', limit: eventsRead } },
        }),
      ),
    enabled: mayRead,
  });
  if (!mayRead) return <Text size="sm">{t('accounts.suspendedUnknown')}</Text>;
  if (!data) return null;
  const event = data.items.find((one) => hasSuspended(one, target));
  if (!event) return <Text size="sm">{t('accounts.suspendedBefore')}</Text>;
  return (
    <Text size="sm">
      {t('home.startedAt')} <Time at={event.at} /> · <StoredText>{event.actor.name}</StoredText>
    </Text>
  );
};

const hasSuspended = ({ after }: Schemas['AuditEvent'], target: string): boolean =>
  statusIn((after as Partial<Record<string, unknown>> | null)?.[target]) === 'suspended';

const statusIn = (state: unknown): unknown =>
  typeof state === 'object' && state !== null && 'status' in state ? state.status : null;
