import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Screen } from './screen.js';

/** Shown in the place of a screen whose code failed or did not load. The navigation around it still works. */
export const ScreenFailed = () => {
  const { t } = useTranslation();
  return (
    <Screen title={t('failed.title')}>
      <Text>{t('failed.lead')}</Text>
      <Button w="fit-content" onClick={() => window.location.reload()}>
        {t('failed.reload')}
      </Button>
    </Screen>
  );
};
