import {
  Card,
  Group,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CatchBoundary } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { polled, pollingMs } from '../../parts/polling.js';
import { QueryView } from '../../parts/query-view.js';
import { UpdatedAt } from '../../parts/updated-at.js';
import { Swatch } from './chart-tooltip.js';
import { type Band, countQuery, type Period, periods, type Traffic, trafficFrom } from './traffic.js';

/** The library of the charts is loaded after the screen, which has the same figures as text. */
const StackedChart = lazy(async () => {
  const loaded = await import('./stacked-chart.js');
  return { default: loaded.StackedChart };
});
const chartHeight = 220;

const asPeriod = (text: string): Period => (text in periods ? (text as Period) : 'hour');

/** Tokens per minute, and rejected requests by cause, over the last hour, day or week. */
export const TrafficCharts = () => {
  const { t, i18n } = useTranslation();
  const [period, setPeriod] = useState<Period>('hour');
  const query = useQuery({
    // The causes are in the language of the request.
    queryKey: ['traffic', period, i18n.language],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/token-request-counts', {
          params: { query: countQuery(period, Date.now()) },
        }),
      ),
    placeholderData: keepPreviousData,
    ...polled(pollingMs.traffic),
  });
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('home.period')}
          value={period}
          onChange={(chosen) => setPeriod(asPeriod(chosen))}
          data={(['hour', 'day', 'week'] as const).map((value) => ({
            value,
            label: t(`home.periods.${value}`),
          }))}
        />
        <UpdatedAt query={query} />
      </Group>
      <QueryView query={query}>
        {(counts) => <Charts traffic={trafficFrom(counts, query.dataUpdatedAt, t('home.others'))} />}
      </QueryView>
    </Stack>
  );
};

const Charts = ({ traffic }: { readonly traffic: Traffic }) => {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <ChartCard
        title={t('home.tokensPerMinute')}
        nameHead={t('field.contract')}
        totalHead={t('home.issued')}
        empty={t('home.noTokens')}
        traffic={traffic}
        bands={traffic.issued}
      />
      <ChartCard
        title={t('home.rejectedByCause')}
        nameHead={t('home.cause')}
        totalHead={t('home.rejected')}
        empty={t('home.noRejected')}
        traffic={traffic}
        bands={traffic.rejected}
      />
    </SimpleGrid>
  );
};

interface ChartCardProps {
  readonly title: string;
  readonly nameHead: string;
  readonly totalHead: string;
  readonly empty: string;
  readonly traffic: Traffic;
  readonly bands: readonly Band[];
}

/** A chart with its legend, which is also the chart in figures. */
const ChartCard = ({ title, nameHead, totalHead, empty, traffic, bands }: ChartCardProps) => (
  <Card withBorder>
    <Stack gap="xs">
      <Title order={2} size="h5">
        {title}
      </Title>
      {bands.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <>
          <CatchBoundary getResetKey={() => title} errorComponent={ChartMissing}>
            <Suspense fallback={<Skeleton height={chartHeight} />}>
              <StackedChart
                label={`${title}. ${bands.map(({ name, total }) => `${name}: ${String(total)}`).join('; ')}`}
                height={chartHeight}
                times={traffic.times}
                stepMs={traffic.stepMs}
                bands={bands}
              />
            </Suspense>
          </CatchBoundary>
          <Legend nameHead={nameHead} totalHead={totalHead} bands={bands} />
        </>
      )}
    </Stack>
  </Card>
);

/** An upgrade of the gateway takes away the files of the console that was loaded before. */
const ChartMissing = () => {
  const { t } = useTranslation();
  return (
    <Text c="dimmed" role="alert">
      {t('home.chartMissing')}
    </Text>
  );
};

interface LegendProps {
  readonly nameHead: string;
  readonly totalHead: string;
  readonly bands: readonly Band[];
}

const Legend = ({ nameHead, totalHead, bands }: LegendProps) => {
  const { i18n } = useTranslation();
  return (
    <Table verticalSpacing={4} withRowBorders={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{nameHead}</Table.Th>
          <Table.Th ta="right">{totalHead}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bands.map(({ key, name, total, colorPlace }) => (
          <Table.Tr key={key ?? 'others'}>
            <Table.Td>
              <LegendName place={colorPlace}>{name}</LegendName>
            </Table.Td>
            <Table.Td ta="right">{total.toLocaleString(i18n.language)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
};

const LegendName = ({ place, children }: { readonly place: number; readonly children: ReactNode }) => (
  <Group gap="xs" wrap="nowrap" align="baseline">
    <Swatch place={place} />
    <span>{children}</span>
  </Group>
);
