import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Asks before a page or a dialog is left with a secret, a password or a key that is there alone. */
export const LeaveWithSecret = ({ hasSecret }: { readonly hasSecret: boolean }) => {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => hasSecret,
    enableBeforeUnload: hasSecret,
    withResolver: true,
  });
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('onboarding.leave.title')}
      closeButtonProps={{ 'aria-label': t('change.close') }}
    >
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
    </Modal>
  );
};
