import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { calendarDaysUntil } from './times.js';

const soonDays = 30;
const urgentDays = 7;

/** How long something still lasts, in words as well as in colour. */
export const DaysBadge = ({ until }: { readonly until: string | null }) => {
  const { t } = useTranslation();
  if (until === null) return null;
  const days = calendarDaysUntil(until);
  const color = days < urgentDays ? 'red' : days < soonDays ? 'yellow' : 'gray';
  const hasEnded = Date.parse(until) < Date.now();
  return (
    <Badge color={color} variant="light" tt="none">
      {t(hasEnded ? endedText(days) : leftText(days), { count: Math.abs(days) })}
    </Badge>
  );
};

const endedText = (days: number) => (days === 0 ? 'days.endedToday' : 'days.ended');

const leftText = (days: number) => (days === 0 ? 'days.today' : days === 1 ? 'days.tomorrow' : 'days.left');
