import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Dialog } from '../../parts/dialog.js';
import { ReviewedForm } from '../../parts/reviewed-form.js';
import { wordsIn } from '../../parts/words-in.js';
import { userScopes } from './user-changes.js';

interface UserScopesProps {
  /** `null`: nothing is asked now. */
  readonly user: Schemas['RealmUser'] | null;
  readonly close: () => void;
}

/** The scopes that a user may get, of those of the account. */
export const UserScopes = ({ user, close }: UserScopesProps) => {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={user !== null}
      close={close}
      size="lg"
      title={t('users.scopesOf', { name: user?.username ?? '' })}
    >
      {user && <Form user={user} close={close} />}
    </Dialog>
  );
};

interface FormProps extends UserScopesProps {
  readonly user: Schemas['RealmUser'];
}

const Form = ({ user, close }: FormProps) => {
  const { t } = useTranslation();
  const [scopes, setScopes] = useState(user.scopes?.join(' ') ?? '');
  const wanted = scopes.trim() === '' ? null : wordsIn(scopes);
  const isAnother = wanted?.join(' ') !== user.scopes?.join(' ');
  return (
    <ReviewedForm change={isAnother ? userScopes(user.username, wanted) : null} close={close}>
      <TextInput
        label={t('field.scopes')}
        description={t('users.scopesHint')}
        value={scopes}
        onChange={(event) => setScopes(event.currentTarget.value)}
        data-autofocus
      />
    </ReviewedForm>
  );
};
