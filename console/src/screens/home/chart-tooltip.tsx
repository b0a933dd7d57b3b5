import { Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '../../parts/times.js';
import { chartColor } from './chart-colors.js';
import type { Band } from './traffic.js';

interface ChartTooltipProps {
  readonly bands: readonly Band[];
  readonly stepMs: number;
  /** Set by the chart. */
  readonly active?: boolean;
  readonly label?: string | number;
  readonly payload?: readonly { readonly payload?: { readonly values: readonly number[] } }[];
}

/** The figures of one step, below the pointer. */
export const ChartTooltip = ({ bands, stepMs, active, label, payload }: ChartTooltipProps) => {
  const { t, i18n } = useTranslation();
  const values = payload?.[0]?.payload?.values;
  if (active !== true || values === undefined || label === undefined) return null;
  const begin = Number(label);
  const isRunning = begin + stepMs > Date.now();
  const figures = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return (
    <Paper withBorder shadow="sm" p="xs" maw={320}>
      <Text size="xs" c="dimmed">
        {dateTime(begin, i18n.language)}
        {isRunning && ` (${t('home.soFar')})`}
      </Text>
      {bands.map(({ key, name, colorPlace }, place) =>
        (values[place] ?? 0) === 0 ? null : (
          <Group key={key ?? 'others'} gap="xs" wrap="nowrap">
            <Swatch place={colorPlace} />
            <Text size="sm">
              {figures.format(values[place] ?? 0)} {name}
            </Text>
          </Group>
        ),
      )}
    </Paper>
  );
};

/** The color of a band beside its name. */
export const Swatch = ({ place }: { readonly place: number }) => (
  <span className="chart-swatch" aria-hidden style={{ backgroundColor: chartColor(place) }} />
);
