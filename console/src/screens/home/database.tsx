import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { dateOnly, wholeDaysUntil } from '../../parts/times.js';
import { useOverview } from '../../parts/use-overview.js';
import { HomeCard } from './home-card.js';

/** Partitions are created 14 days ahead: fewer days mean that this job does not run. */
const partitionDaysMin = 7;
const bytesPerMegabyte = 1_000_000;

/** How fast the database answers, until when tokens can be recorded, and how far the standbys are behind. */
export const Database = () => {
  const { t } = useTranslation();
  const query = useOverview();
  return (
    <HomeCard title={t('home.database')}>
      <QueryView query={query}>{({ database }) => <DatabaseState database={database} />}</QueryView>
    </HomeCard>
  );
};

const DatabaseState = ({ database }: { readonly database: Schemas['Overview']['database'] }) => {
  const { t, i18n } = useTranslation();
  const { roundTripMs, partitionsEndAt, standbys } = database;
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t('home.roundTrip')}</Text>
        <Text size="sm" flex="none">
          {number.format(roundTripMs)} ms
        </Text>
      </Group>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t('home.partitionsEnd')}</Text>
        {wholeDaysUntil(partitionsEndAt) < partitionDaysMin ? (
          <DaysBadge until={partitionsEndAt} />
        ) : (
          <Text size="sm" flex="none">
            {dateOnly(partitionsEndAt, i18n.language)}
          </Text>
        )}
      </Group>
      {standbys.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('home.noStandbys')}
        </Text>
      )}
      {standbys.map((standby, index) => (
        <StandbyRow key={`${String(standby.name)} ${String(index)}`} standby={standby} number={number} />
      ))}
    </Stack>
  );
};

interface StandbyRowProps {
  readonly standby: Schemas['Standby'];
  readonly number: Intl.NumberFormat;
}

const StandbyRow = ({ standby, number }: StandbyRowProps) => {
  const { t } = useTranslation();
  const { name, state, synchronous, lagBytes, lagSeconds } = standby;
  const known = [
    ...(synchronous === null ? [] : [t(synchronous ? 'home.synchronous' : 'home.asynchronous')]),
    ...(lagBytes === null
      ? []
      : [t('home.lagBytes', { megabytes: number.format(lagBytes / bytesPerMegabyte) })]),
    ...(lagSeconds === null ? [] : [t('home.lagSeconds', { seconds: number.format(lagSeconds) })]),
  ];
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0}>
        <StoredText size="sm">{name ?? t('home.standby')}</StoredText>
        <Text size="xs" c="dimmed">
          {known.length === 0 ? t('home.standbyUnknown') : known.join(', ')}
        </Text>
      </Stack>
      {state !== null && (
        <Badge variant="light" tt="none" flex="none" color={state === 'streaming' ? 'teal' : 'orange'}>
          {state}
        </Badge>
      )}
    </Group>
  );
};
