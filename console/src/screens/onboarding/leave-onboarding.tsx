import { Button, Group, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.js';

/** Asks before the page is left with a secret, a password or a key that is in this page alone. */
export const LeaveOnboarding = ({ hasSecret }: { readonly hasSecret: boolean }) => {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => hasSecret,
    enableBeforeUnload: hasSecret,
    withResolver: true,
  });
  return (
    <Dialog opened={status === 'blocked'} close={() => reset?.()} title={t('onboarding.leave.title')}>
      <Stack>
        <Text>{t('onboarding.leave.lead')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => proceed?.()}>
            {t('onboarding.leave.go')}
          </Button>
          <Button data-autofocus onClick={() => reset?.()}>
            {t('onboarding.leave.stay')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
