import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useScope } from '../session/use-session.js';

/** Says why the buttons of a screen cannot be pressed; nothing for who may press them. */
export const NeedsWrite = () => {
  const { t } = useTranslation();
  const may = useScope('admin:write');
  return may ? null : <Alert color="gray">{t('scope.needsWrite')}</Alert>;
};
