import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../i18n/visible-text.js';

interface ScreenProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a screen's content: one heading, its actions, and the title of the window. */
export const Screen = ({ title, actions, children }: ScreenProps) => {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} – ${t('product')}`;
  }, [title, t]);
  return (
    <Stack maw={1200} gap="lg">
      <Group justify="space-between">
        <Title order={1} size="h2" className="stored-text" dir="auto">
          {visibleText(title)}
        </Title>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
};
