import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Screen } from './screen.js';

/** What an address shows that no screen has, or whose account or request does not exist. */
export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <Screen title={t('notFound.title')}>
      <Text>{t('notFound.next')}</Text>
    </Screen>
  );
};
