import { Box, useMantineTheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { dateOnly } from '../../parts/times.js';

type TimelineKey = Schemas['SigningKey'] & { readonly isNew?: boolean };

const widthMin = 560;
const rowHeight = 26;
const namesWidth = 190;
const dayMs = 86_400_000;
const marginDays = 7;

/** When each key signs (solid) and when its tokens still count (light); the line is now. */
export const KeyTimeline = ({ keys }: { readonly keys: readonly TimelineKey[] }) => {
  const { t, i18n } = useTranslation();
  const theme = useMantineTheme();
  // Drawn as wide as it is shown, so that its words are as large as all others.
  const { ref, width: shownWidth } = useElementSize();
  const width = Math.max(widthMin, shownWidth);
  const nameOf = ({ kid, isNew }: TimelineKey): string => (isNew ? t('certificates.plan.newKey') : kid);
  if (keys.length === 0) return null;
  const now = Date.now();
  const spans = keys.map((key) => spanOf(key, now));
  const from = Math.min(...spans.map(({ begin }) => begin)) - dayMs;
  const to = Math.max(now, ...spans.map(({ end }) => end)) + marginDays * dayMs;
  const x = (at: number): number => namesWidth + ((at - from) / (to - from)) * (width - namesWidth);
  const height = keys.length * rowHeight + rowHeight;
  return (
    <Box
      ref={ref}
      tabIndex={0}
      role="region"
      aria-label={t('certificates.timeline')}
      style={{ overflowX: 'auto' }}
    >
      <svg
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        width={width}
        height={height}
        style={{ display: 'block' }}
        role="img"
        aria-label={t('certificates.timeline')}
      >
        {spans.map(({ key, begin, end }, row) => (
          <g key={key.kid} transform={`translate(0 ${String(row * rowHeight)})`}>
            <text x={0} y={17} fontSize={12} fill="currentColor">
              {`${nameOf(key).slice(0, 12)} ${key.algorithm}`}
            </text>
            <rect
              x={x(begin)}
              y={5}
              width={Math.max(3, x(end) - x(begin))}
              height={16}
              rx={4}
              fill={theme.colors[key.state === 'active' ? 'teal' : key.state === 'next' ? 'blue' : 'gray'][6]}
              opacity={key.state === 'retired' ? 0.4 : 1}
              // What a change would create has a dashed edge.
              {...(key.isNew && { fillOpacity: 0.35, stroke: 'currentColor', strokeDasharray: '4 3' })}
            >
              <title>{`${nameOf(key)}: ${t(`certificates.state.${key.state}`)}, ${dateOnly(key.activatesAt, i18n.language)}`}</title>
            </rect>
          </g>
        ))}
        <line x1={x(now)} x2={x(now)} y1={0} y2={height - 16} stroke="currentColor" strokeDasharray="3 3" />
        <text x={x(now)} y={height - 3} fontSize={11} textAnchor="middle" fill="currentColor">
          {dateOnly(new Date(now).toISOString(), i18n.language)}
        </text>
      </svg>
    </Box>
  );
};

const spanOf = (key: TimelineKey, now: number): { key: TimelineKey; begin: number; end: number } => {
  const end = key.revokedAt ?? key.retiresAt;
  return {
    key,
    begin: Date.parse(key.activatesAt),
    end: end === null ? Math.max(now, Date.parse(key.activatesAt)) + marginDays * dayMs : Date.parse(end),
  };
};
