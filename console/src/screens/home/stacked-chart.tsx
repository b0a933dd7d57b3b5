import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { chartColor } from './chart-colors.js';
import { ChartTooltip } from './chart-tooltip.js';
import type { Band } from './traffic.js';

interface StackedChartProps {
  /** What the chart says, for those who do not see it. */
  readonly label: string;
  readonly height: number;
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly bands: readonly Band[];
}

const dayMs = 86_400_000;
const tick = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' } as const;

/** Bars over time, with the bands on top of each other. */
export const StackedChart = ({ label, height, times, stepMs, bands }: StackedChartProps) => {
  const { i18n } = useTranslation();
  const rows = times.map((at, place) => ({ at, values: bands.map(({ values }) => values[place] ?? 0) }));
  const isLong = stepMs * times.length > dayMs;
  const timeText = (at: number): string =>
    new Date(at).toLocaleString(
      i18n.language,
      isLong ? { weekday: 'short', day: 'numeric' } : { timeStyle: 'short' },
    );
  const numberText = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  return (
    <div role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart data={rows} accessibilityLayer={false} barCategoryGap={1} margin={{ top: 8, right: 8 }}>
          <CartesianGrid vertical={false} stroke="var(--mantine-color-default-border)" />
          <XAxis dataKey="at" tickFormatter={timeText} tick={tick} minTickGap={40} tickLine={false} />
          <YAxis
            width={56}
            tick={tick}
            tickLine={false}
            axisLine={false}
            allowDecimals={false}
            tickFormatter={(value: number) => numberText.format(value)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--mantine-color-default-hover)' }}
            content={<ChartTooltip bands={bands} stepMs={stepMs} />}
          />
          {bands.map(({ key, name, colorPlace }, place) => (
            <Bar
              key={key ?? 'others'}
              name={name}
              dataKey={({ values }: { readonly values: readonly number[] }) => values[place] ?? 0}
              stackId="all"
              fill={chartColor(colorPlace)}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
};
