import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from './times.js';

/** A time as people read it, with the exact one for machines; `never` for `null`. */
export const Time = ({ at }: { readonly at: string | null }) => {
  const { t, i18n } = useTranslation();
  if (at === null)
    return (
      <Text span c="dimmed" inherit>
        {t('field.never')}
      </Text>
    );
  return (
    <time dateTime={at} title={at}>
      {dateTime(at, i18n.language)}
    </time>
  );
};
