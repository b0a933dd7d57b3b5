import { Badge, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { daysUntil } from '../../parts/times.js';
import { EventList } from '../audit/event-list.js';

const soonDays = '30';
const shown = '200';
const eventsShown = 8;

/** What needs attention now. */
export const HomeScreen = () => {
  const { t } = useTranslation();
  return (
    <Screen title={t('home.title')}>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <EndingCertificates />
        <EndingSecrets />
        <Keys />
      </SimpleGrid>
      <Stack>
        <Title order={2} size="h4">
          {t('home.recentChanges')}
        </Title>
        <EventList filter={{}} limit={eventsShown} />
      </Stack>
    </Screen>
  );
};

const EndingCertificates = () => {
  const query = useQuery({
    queryKey: ['home', 'certificates'],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/certificates', {
          params: { query: { expiringWithinDays: soonDays, limit: shown } },
        }),
      ),
  });
  return (
    <QueryView query={query}>
      {({ items, nextCursor }) => (
        <Ending kind="certificates" ends={items.map(({ notAfter }) => notAfter)} more={nextCursor !== null} />
      )}
    </QueryView>
  );
};

const EndingSecrets = () => {
  const query = useQuery({
    queryKey: ['home', 'credentials'],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/credentials', {
          params: { query: { expiringWithinDays: soonDays, limit: shown } },
        }),
      ),
  });
  return (
    <QueryView query={query}>
      {({ items, nextCursor }) => (
        <Ending
          kind="secrets"
          ends={items.flatMap(({ expiring }) => expiring.map(({ expiresAt }) => expiresAt))}
          more={nextCursor !== null}
        />
      )}
    </QueryView>
  );
};

const steps = ['ended', 'day', 'week', 'month'] as const;
const colors = { ended: 'red', day: 'red', week: 'orange', month: 'yellow' } as const;

const stepOf = (at: string): (typeof steps)[number] => {
  const days = daysUntil(at);
  if (days < 0) return 'ended';
  return days < 1 ? 'day' : days < 7 ? 'week' : 'month';
};

interface EndingProps {
  readonly kind: 'certificates' | 'secrets';
  readonly ends: readonly string[];
  /** Whether there are more than were read. */
  readonly more: boolean;
}

const Ending = ({ kind, ends, more }: EndingProps) => {
  const { t } = useTranslation();
  const count = (step: string): number => ends.filter((at) => stepOf(at) === step).length;
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t(`home.${kind}`)}
        </Title>
        {ends.length === 0 && <Text c="dimmed">{t('home.nothingEnds')}</Text>}
        {ends.length > 0 &&
          steps.map((step) => (
            <Group key={step} justify="space-between">
              <Text size="sm">{t(`home.within.${step}`)}</Text>
              <Badge color={count(step) === 0 ? 'gray' : colors[step]} variant="light">
                {count(step)}
                {more && '+'}
              </Badge>
            </Group>
          ))}
        {kind === 'certificates' && (
          <Link to="/certificates" search={{}} className="plain-link">
            {t('home.seeAll')}
          </Link>
        )}
      </Stack>
    </Card>
  );
};

const Keys = () => {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['keys'], queryFn: () => bodyOf(api.GET('/api/admin/keys')) });
  return (
    <QueryView query={query}>
      {({ items }) => (
        <Card withBorder>
          <Stack gap="xs">
            <Title order={2} size="h5">
              {t('home.keys')}
            </Title>
            {items
              .filter(({ state }) => state !== 'retired')
              .map(({ kid, algorithm, use, state }) => (
                <Group key={kid} justify="space-between">
                  <Text size="sm">
                    {algorithm}, {t(`certificates.uses.${use}`)}
                  </Text>
                  <Badge variant="light" tt="none" color={state === 'active' ? 'teal' : 'blue'}>
                    {t(`certificates.state.${state}`)}
                  </Badge>
                </Group>
              ))}
            <Link to="/certificates" search={{ tab: 'keys' }} className="plain-link">
              {t('home.seeAll')}
            </Link>
          </Stack>
        </Card>
      )}
    </QueryView>
  );
};
