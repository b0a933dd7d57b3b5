import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf, WaitsForApproval } from '../../api/client.js';
import { CopyField } from '../../parts/copy-field.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { SecretLost } from '../../parts/secret-lost.js';
import { useIdempotencyKeys } from '../../parts/use-idempotency-keys.js';
import type { Owner } from '../../session/use-session.js';

const hourSeconds = 3600;
const dayHours = 24;
const overlaps = [1, 24, 24 * 7] as const;

/** Adds a second secret, which is shown once; the old one goes on for a while. */
export const NewSecret = ({
  clientId,
  owner,
  disabled,
}: {
  readonly clientId: string;
  readonly owner: Owner;
  readonly disabled: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="addSecret"
      owner={owner}
      size="xs"
      variant="default"
      disabled={disabled}
      title={t('secret.title', { clientId })}
      form={(close, shown) => <Rotation clientId={clientId} shown={shown} close={close} />}
    >
      {t('secret.new')}
    </DialogButton>
  );
};

interface RotationProps {
  readonly clientId: string;
  /** Gets whether there is a secret, or one whose answer was lost and that a repeat tells of. */
  readonly shown: (isShown: boolean) => void;
  readonly close: () => void;
}

const Rotation = ({ clientId, shown, close }: RotationProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [hours, setHours] = useState<string>(String(overlaps[2]));
  const keyOf = useIdempotencyKeys();
  const rotate = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/credentials/{clientId}/secrets', {
          params: { path: { clientId }, header: { 'Idempotency-Key': keyOf(hours) } },
          body: { overlapSeconds: Number(hours) * hourSeconds },
        }),
      ),
    onMutate: () => shown(true),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['credentials'] }),
    onError: (error) => {
      shown(error instanceof ApiError && error.status === 0);
      return queries.invalidateQueries({ queryKey: ['approvals'] });
    },
  });
  const secret = rotate.data?.clientSecret;
  if (secret !== undefined)
    return (
      <Stack>
        <Alert color="yellow">{t('onboarding.secretLead')}</Alert>
        <CopyField label={t('onboarding.sheetSecret')} value={secret} />
        <Button onClick={close}>{t('secret.close')}</Button>
      </Stack>
    );
  if (rotate.data)
    return (
      <Stack>
        <SecretLost />
        <Button onClick={close}>{t('change.close')}</Button>
      </Stack>
    );
  return (
    <Stack>
      <Text size="sm">{t('secret.lead')}</Text>
      <Select
        label={t('secret.overlap')}
        value={hours}
        onChange={(chosen) => setHours(chosen ?? hours)}
        allowDeselect={false}
        data={overlaps.map((count) => ({
          value: String(count),
          label:
            count < dayHours ? t('secret.hours', { count }) : t('secret.days', { count: count / dayHours }),
        }))}
      />
      {rotate.error && <ProblemAlert error={rotate.error} />}
      {rotate.error instanceof WaitsForApproval ? (
        <Button variant="default" onClick={close}>
          {t('change.close')}
        </Button>
      ) : (
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('change.cancel')}
          </Button>
          <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {t('secret.submit')}
          </Button>
        </Group>
      )}
    </Stack>
  );
};
