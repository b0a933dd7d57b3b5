import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf, type NewPassword, type Schemas } from '../../api/client.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { GatewayText } from '../../parts/gateway-text.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { useIdempotencyKey } from '../../parts/use-idempotency-keys.js';
import { wordsIn } from '../../parts/words-in.js';
import { ownerOf } from '../../session/use-session.js';

interface NewUserProps {
  readonly account: Schemas['Account'];
  readonly created: (password: NewPassword) => void;
}

/** Creates a user with a generated password. */
export const NewUser = ({ account, created }: NewUserProps) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="createRealmUser"
      owner={ownerOf(account)}
      title={t('users.new')}
      form={(close) => (
        <Form
          account={account}
          created={(password) => {
            close();
            created(password);
          }}
        />
      )}
    >
      {t('users.new')}
    </DialogButton>
  );
};

const Form = ({ account, created }: NewUserProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { key, renewIfReused } = useIdempotencyKey();
  const [username, setUsername] = useState('');
  const [scopes, setScopes] = useState('');
  const create = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/accounts/{account}/realm-users', {
          params: { path: { account: account.id }, header: { 'Idempotency-Key': key } },
          body: { username: username.trim(), ...(scopes.trim() && { scopes: wordsIn(scopes) }) },
        }),
      ),
    onSuccess: async (answer) => {
      created(answer);
      await queries.invalidateQueries({ queryKey: ['realm-users', account.id] });
    },
    onError: renewIfReused,
  });
  const problem = create.error instanceof ApiError ? create.error.of('username') : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t('users.name')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={problem !== null && <GatewayText message={problem} />}
          autoComplete="off"
          spellCheck={false}
          required
          data-autofocus
        />
        <TextInput
          label={t('field.scopes')}
          description={t('users.scopesHint')}
          value={scopes}
          onChange={(event) => setScopes(event.currentTarget.value)}
        />
        {create.error && <ProblemAlert error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          {t('onboarding.create')}
        </Button>
      </Stack>
    </form>
  );
};
