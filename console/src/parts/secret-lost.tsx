import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/**
 * The change was made by a request whose answer was lost. A repeat gets the same answer without the secret, since the
 * gateway does not store it.
 */
export const SecretLost = () => {
  const { t } = useTranslation();
  return (
    <Alert color="red" title={t('secret.lost.title')} role="alert">
      {t('secret.lost.next')}
    </Alert>
  );
};
