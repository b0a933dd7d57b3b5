import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { refusedText } from './refused-text.js';

/** What the gateway says, which is in English: in the language of the console, or marked as English. */
export const GatewayText = ({ message }: { readonly message: string }) => {
  const { t } = useTranslation();
  const translated = refusedText(message);
  if (translated !== null)
    return (
      <Text span display="block" size="sm" className="stored-text">
        {translated}
      </Text>
    );
  return (
    <Text span display="block" size="sm" className="stored-text">
      {t('problem.inEnglish')} <span lang="en">{message}</span>
    </Text>
  );
};
