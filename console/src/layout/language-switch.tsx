import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages } from '../i18n/i18n.js';

export const LanguageSwitch = () => {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('language')}
      size="xs"
      value={i18n.language}
      onChange={(language) => void i18n.changeLanguage(language)}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
    />
  );
};
