import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { polled, pollingMs } from '../../parts/polling.js';
import { QueryView } from '../../parts/query-view.js';
import { dateOnly } from '../../parts/times.js';
import { HomeCard } from './home-card.js';

type SigningKey = Schemas['SigningKey'];

const colors = { active: 'teal', next: 'blue', retiring: 'gray', retired: 'gray' } as const;

/** The signing keys that sign, will sign, or whose tokens still count. */
export const KeyStates = () => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['keys'],
    queryFn: () => bodyOf(api.GET('/api/admin/keys')),
    ...polled(pollingMs.state),
  });
  return (
    <HomeCard title={t('home.keys')}>
      <QueryView query={query}>
        {({ items }) => {
          const shown = items.filter(({ state }) => state !== 'retired');
          return shown.length === 0 ? (
            <Text c="dimmed">{t('home.noKeys')}</Text>
          ) : (
            shown.map((key) => <KeyState key={key.kid} signingKey={key} />)
          );
        }}
      </QueryView>
      <Link to="/certificates" search={{ tab: 'keys' }} className="plain-link">
        {t('home.allKeys')}
      </Link>
    </HomeCard>
  );
};

const KeyState = ({ signingKey }: { readonly signingKey: SigningKey }) => {
  const { t, i18n } = useTranslation();
  const { algorithm, use, state, activatesAt, retiresAt } = signingKey;
  const at = state === 'retiring' ? retiresAt : activatesAt;
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0}>
        <Text size="sm">
          {algorithm}, {t(`certificates.uses.${use}`)}
        </Text>
        {at !== null && (
          <Text size="xs" c="dimmed">
            {state === 'retiring' ? t('certificates.retires') : t('certificates.activates')}{' '}
            {dateOnly(at, i18n.language)}
          </Text>
        )}
      </Stack>
      <Badge variant="light" tt="none" color={colors[state]} flex="none">
        {t(`certificates.state.${state}`)}
      </Badge>
    </Group>
  );
};
