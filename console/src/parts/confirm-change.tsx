import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.js';
import { WaitsForApproval } from '../api/client.js';
import { visibleText } from '../i18n/visible-text.js';
import { type Change, changeEffects, type Preview, typedFor } from './change.js';
import { Consequences } from './consequences.js';
import { Dialog } from './dialog.js';
import { ProblemAlert } from './problem-alert.js';
import { QueryView } from './query-view.js';
import { useIdempotencyKeys } from './use-idempotency-keys.js';

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

interface ConfirmationProps {
  readonly change: Change;
  /** Called when the change is made as well. */
  readonly close: () => void;
  /** Leads to the form of the change. */
  readonly back?: () => void;
}

/** What `ConfirmChange` shows, in a dialog that is open. */
export const Confirmation = ({ change, close, back }: ConfirmationProps) => {
  const { kind, of, choice, send } = change;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const keyOf = useIdempotencyKeys();
  // What the last dialog showed, of the same kind and name, was of another change.
  const opening = useId();
  const preview = useQuery({
    queryKey: ['preview', kind, of, choice, opening],
    queryFn: () => send({ query: { dryRun: 'true' }, header: {} }) as Promise<Preview>,
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: () => send({ query: {}, header: { 'Idempotency-Key': keyOf(choice) } }),
    onSuccess: async (answer) => {
      close();
      change.done?.(answer);
      announce(t(`change.${kind}.done`, { name: of }), t('change.close'));
      // Without the preview, which would ask about what is done now.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'preview' });
    },
    // A change that waits is counted in the navigation.
    onError: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const expected = typedFor(change, preview.data);
  const isCurrent = preview.data !== undefined && !preview.isPlaceholderData;
  // What the gateway refuses cannot be confirmed, only corrected or closed.
  const isDecided = isDecisive(run.error);
  const isOver = isDecided || (preview.isError && preview.data === undefined);
  const confirmed = expected === null || visibleText(typed.trim()) === visibleText(expected.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed && isCurrent && !isOver) run.mutate();
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
        {expected !== null && !isOver && <TypedName expected={expected} typed={typed} type={setTyped} />}
        {run.error && <ProblemAlert error={run.error} />}
        <Group justify="flex-end">
          {back && !isDecided ? (
            <Button variant="default" onClick={back}>
              {t('change.back')}
            </Button>
          ) : (
            <Button variant="default" onClick={close}>
              {t(isOver ? 'change.close' : 'change.cancel')}
            </Button>
          )}
          {!isOver && (
            <Button
              type="submit"
              {...(takesAway(kind, preview.data) && { color: 'red' })}
              disabled={!confirmed || !isCurrent}
              loading={run.isPending}
            >
              {t(`change.${kind}.submit`)}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
};

interface TypedNameProps {
  readonly expected: string;
  readonly typed: string;
  readonly type: (typed: string) => void;
}

const TypedName = ({ expected, typed, type }: TypedNameProps) => {
  const { t } = useTranslation();
  return (
    <TextInput
      label={<span className="stored-text">{t('change.typeName', { name: expected })}</span>}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
      data-autofocus
    />
  );
};

/** Says that it is made: a screen may show nothing else of it. */
const announce = (message: string, close: string) =>
  notifications.show({ message, color: 'teal', closeButtonProps: { 'aria-label': close } });

/** The change waits for approval, or another operator changed the same: this dialog asks about the old state. */
const isDecisive = (error: Error | null): boolean =>
  error instanceof WaitsForApproval || (error instanceof ApiError && error.status === 412);

/** Whether the button is red. */
const takesAway = (kind: Change['kind'], preview: Preview | undefined): boolean =>
  changeEffects[kind] === 'takes' || preview?.endsTokens === true;
