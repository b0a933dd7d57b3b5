import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import type { Change } from '../../parts/change.js';
import { Dialog } from '../../parts/dialog.js';
import { afterClosing } from '../../parts/dialog-button.js';
import { ReviewButtons } from '../../parts/review-buttons.js';
import { wordsIn } from '../../parts/words-in.js';
import { userScopes } from './user-changes.js';

interface UserScopesProps {
  /** `null`: nothing is asked now. */
  readonly user: Schemas['RealmUser'] | null;
  readonly close: () => void;
  readonly ask: (change: Change) => void;
}

/** The scopes that a user may get, of those of the account. */
export const UserScopes = ({ user, close, ask }: UserScopesProps) => {
  const { t } = useTranslation();
  return (
    <Dialog opened={user !== null} close={close} title={t('users.scopesOf', { name: user?.username ?? '' })}>
      {user && <Form user={user} close={close} ask={afterClosing(close, ask)} />}
    </Dialog>
  );
};

interface FormProps extends UserScopesProps {
  readonly user: Schemas['RealmUser'];
}

const Form = ({ user, close, ask }: FormProps) => {
  const { t } = useTranslation();
  const [scopes, setScopes] = useState(user.scopes?.join(' ') ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask(userScopes(user.username, scopes.trim() === '' ? null : wordsIn(scopes)));
      }}
    >
      <Stack>
        <TextInput
          label={t('field.scopes')}
          description={t('users.scopesHint')}
          value={scopes}
          onChange={(event) => setScopes(event.currentTarget.value)}
          data-autofocus
        />
        <ReviewButtons close={close} />
      </Stack>
    </form>
  );
};
