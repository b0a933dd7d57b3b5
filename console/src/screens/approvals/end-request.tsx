import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf } from '../../api/client.js';
import { GatewayText } from '../../parts/gateway-text.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { useIdempotencyKey } from '../../parts/use-idempotency-keys.js';

const reasonCharactersMax = 500;

interface EndRequestProps {
  readonly id: string;
  readonly how: 'reject' | 'withdraw';
  readonly close: () => void;
}

/** Ends a request without the change: another operator rejects it with a reason, the one who asked withdraws it. */
export const EndRequest = ({ id, how, close }: EndRequestProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const { key, renewIfReused } = useIdempotencyKey();
  const end = useMutation({
    mutationFn: () => (how === 'reject' ? reject(id, reason, key) : withdraw(id, key)),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: ['approvals'] });
    },
    onError: renewIfReused,
  });
  const problem = end.error instanceof ApiError ? end.error.of('reason') : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        end.mutate();
      }}
    >
      <Stack>
        <Text>{t(`approvals.${how}Lead`)}</Text>
        {how === 'reject' && (
          <TextInput
            label={t('field.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={problem !== null && <GatewayText message={problem} />}
            maxLength={reasonCharactersMax}
            required
            data-autofocus
          />
        )}
        {end.error && <ProblemAlert error={end.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('change.cancel')}
          </Button>
          <Button type="submit" color="red" loading={end.isPending}>
            {t(`approvals.${how}Submit`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const reject = (approval: string, reason: string, key: string) =>
  bodyOf(
    api.POST('/api/admin/approvals/{approval}/reject', {
      params: { path: { approval }, header: { 'Idempotency-Key': key } },
      body: { reason: reason.trim() },
    }),
  );

const withdraw = (approval: string, key: string) =>
  bodyOf(
    api.POST('/api/admin/approvals/{approval}/withdraw', {
      params: { path: { approval }, header: { 'Idempotency-Key': key } },
    }),
  );
