import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idempotencyKey } from '../api/client.js';
import type { Change, Preview } from './change.js';
import { ProblemAlert } from './problem-alert.js';
import { QueryView } from './query-view.js';
import { StoredText } from './stored-text.js';
import { dateTime } from './times.js';

interface ConfirmChangeProps {
  /** `null`: nothing is asked now. */
  readonly change: Change | null;
  readonly close: () => void;
}

/** Shows what a change would do, asks for the name, and makes the change. */
export const ConfirmChange = ({ change, close }: ConfirmChangeProps) => {
  const { t } = useTranslation();
  const title = change && t(`change.${change.kind}.title`, { name: change.of });
  return (
    <Modal opened={change !== null} onClose={close} title={title} size="lg">
      {change && <Confirmation change={change} close={close} />}
    </Modal>
  );
};

const Confirmation = ({ change, close }: { readonly change: Change; readonly close: () => void }) => {
  const { kind, of, typed: expected, send } = change;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  // One key for one change: pressing the button again after a lost answer does not make it twice.
  const [key] = useState(idempotencyKey);
  const preview = useQuery({
    queryKey: ['preview', kind, of],
    queryFn: () => send({ query: { dryRun: 'true' }, header: {} }) as Promise<Preview>,
    gcTime: 0,
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: () => send({ query: {}, header: { 'Idempotency-Key': key } }),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries();
    },
  });
  const confirmed = expected === null || typed.trim() === expected.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && preview.data) run.mutate();
      }}
    >
      <Stack>
        <Text>{t(`change.${kind}.lead`, { name: of })}</Text>
        <QueryView query={preview}>{(found) => <Consequences preview={found} />}</QueryView>
        {expected !== null && (
          <TextInput
            label={t('change.typeName', { name: expected })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        {run.error && <ProblemAlert error={run.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('change.cancel')}
          </Button>
          <Button type="submit" color="red" disabled={!confirmed || !preview.data} loading={run.isPending}>
            {t(`change.${kind}.submit`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Consequences = ({ preview }: { readonly preview: Preview }) => {
  const { t, i18n } = useTranslation();
  const used = (at: string | null): string => (at === null ? t('field.never') : dateTime(at, i18n.language));
  return (
    <Alert title={t('change.preview')} color={preview.endsTokens ? 'red' : 'blue'}>
      <Text size="sm">{preview.endsTokens ? t('change.endsTokens') : t('change.keepsTokens')}</Text>
      <List size="sm" mt="xs">
        {preview.accounts.map(({ id, name, lastUsedAt, usableCredentials, usableCertificates }) => (
          <List.Item key={id}>
            <StoredText>
              {t('change.account', {
                name,
                before: usableCredentials.before,
                after: usableCredentials.after,
                certBefore: usableCertificates.before,
                certAfter: usableCertificates.after,
                lastUsed: used(lastUsedAt),
              })}
            </StoredText>
          </List.Item>
        ))}
        {preview.certificates.map(({ fingerprint, subject, linkedTo, lastUsedAt }) => (
          <List.Item key={fingerprint}>
            <StoredText>
              {t('change.certificate', { subject, count: linkedTo.length, lastUsed: used(lastUsedAt) })}
            </StoredText>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
};
