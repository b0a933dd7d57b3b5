import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { idempotencyKey } from '../api/client.js';
import type { Change, Preview } from './change.js';
import { Consequences } from './consequences.js';
import { Dialog } from './dialog.js';
import { ProblemAlert } from './problem-alert.js';
import { QueryView } from './query-view.js';

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
    <Dialog opened={change !== null} close={close} title={title ?? ''} size="lg">
      {change && <Confirmation change={change} close={close} />}
    </Dialog>
  );
};

const Confirmation = ({ change, close }: { readonly change: Change; readonly close: () => void }) => {
  const { kind, of, send } = change;
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
    onSuccess: async (answer) => {
      close();
      change.done?.(answer);
      await queries.invalidateQueries();
    },
  });
  const isAsked = change.typedIfTokensEnd !== true || preview.data?.endsTokens === true;
  const expected = isAsked ? change.typed : null;
  const confirmed = expected === null || typed.trim() === expected.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && preview.data) run.mutate();
      }}
    >
      <Stack>
        <Text className="stored-text">{t(`change.${kind}.lead`, { name: of })}</Text>
        <QueryView query={preview}>
          {(found) => (
            <>
              <Consequences kind={kind} preview={found} />
              {change.details?.(found)}
            </>
          )}
        </QueryView>
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
