import { Badge, Divider, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DaysBadge } from '../../parts/days-badge.js';
import { wholeDaysUntil } from '../../parts/times.js';

const steps = ['ended', 'day', 'week', 'month'] as const;
const colors = { ended: 'red', day: 'red', week: 'orange', month: 'yellow' } as const;
const soonestShown = 5;

const stepOf = (at: string): (typeof steps)[number] => {
  const days = wholeDaysUntil(at);
  if (days < 0) return 'ended';
  return days < 1 ? 'day' : days < 7 ? 'week' : 'month';
};

/** A certificate or a secret that ends. */
export interface Expiry {
  readonly key: string;
  readonly at: string;
  readonly link: ReactNode;
}

interface ExpiriesProps {
  readonly ends: readonly Expiry[];
  /** Whether there are more than were read. */
  readonly more: boolean;
}

/** How many end when, and the first of them. */
export const Expiries = ({ ends, more }: ExpiriesProps) => {
  const { t } = useTranslation();
  if (ends.length === 0) return <Text c="dimmed">{t('home.nothingEnds')}</Text>;
  const count = (step: string): number => ends.filter(({ at }) => stepOf(at) === step).length;
  const soonest = ends.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(0, soonestShown);
  return (
    <Stack gap="xs">
      {steps.map((step) => (
        <Group key={step} justify="space-between">
          <Text size="sm">{t(`home.within.${step}`)}</Text>
          <Badge color={count(step) === 0 ? 'gray' : colors[step]} variant="light">
            {count(step)}
            {more && '+'}
          </Badge>
        </Group>
      ))}
      <Divider />
      {soonest.map(({ key, at, link }) => (
        <Group key={key} justify="space-between" gap="xs" wrap="nowrap">
          <Text size="sm" className="stored-text" lineClamp={2}>
            {link}
          </Text>
          <DaysBadge until={at} />
        </Group>
      ))}
    </Stack>
  );
};
