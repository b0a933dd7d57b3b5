import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { ProblemAlert } from './problem-alert.js';
import { QueryView } from './query-view.js';
import { StoredText } from './stored-text.js';
import { dateTime } from './times.js';

export type Preview = Schemas['DryRun'];

/** `Change`: something that is asked of the operator before it is done. */
export interface Change {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  /** What the operator types to confirm; `null` where the change can be undone and stops nothing. */
  readonly name: string | null;
  /** Asks the admin API what the change would do (`?dryRun=true`). */
  readonly preview: () => Promise<Preview>;
  readonly run: () => Promise<unknown>;
}

interface ConfirmChangeProps {
  /** `null`: nothing is asked now. */
  readonly change: Change | null;
  readonly close: () => void;
}

/** Shows what a change would do, asks for the name, and makes the change. */
export const ConfirmChange = ({ change, close }: ConfirmChangeProps) => (
  <Modal opened={change !== null} onClose={close} title={change?.title} size="lg">
    {change && <Confirmation change={change} close={close} />}
  </Modal>
);

const Confirmation = ({ change, close }: { readonly change: Change; readonly close: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const preview = useQuery({
    queryKey: ['preview', change.title],
    queryFn: change.preview,
    gcTime: 0,
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: change.run,
    onSuccess: async () => {
      close();
      await queries.invalidateQueries();
    },
  });
  const confirmed = change.name === null || typed.trim() === change.name.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && preview.data) run.mutate();
      }}
    >
      <Stack>
        <Text>{change.lead}</Text>
        <QueryView query={preview}>{(found) => <Consequences preview={found} />}</QueryView>
        {change.name !== null && (
          <TextInput
            label={t('change.typeName', { name: change.name })}
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
            {change.submit}
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
