import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { daysUntil } from './times.js';

const soonDays = 30;
const urgentDays = 7;

/** How long something still lasts, in words as well as in colour. */
export const DaysBadge = ({ until }: { readonly until: string | null }) => {
  const { t } = useTranslation();
  if (until === null) return null;
  const days = daysUntil(until);
  const color = days < urgentDays ? 'red' : days < soonDays ? 'yellow' : 'gray';
  const text =
    days < 0
      ? t('days.ended', { count: -days })
      : days === 0
        ? t('days.today')
        : t('days.left', { count: days });
  return (
    <Badge color={color} variant="light" tt="none">
      {text}
    </Badge>
  );
};
