import { Alert, Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewCredential as Created, Schemas } from '../../api/client.js';
import { CopyField } from '../../parts/copy-field.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { SecretLost } from '../../parts/secret-lost.js';
import { ownerOf } from '../../session/use-session.js';
import { CredentialForm } from '../onboarding/credential-form.js';

interface NewCredentialProps {
  readonly account: Schemas['Account'];
}

/** Creates a credential, whose secret is shown once: the first of an account, or one after a revocation. */
export const NewCredential = ({ account }: NewCredentialProps) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="createCredential"
      owner={ownerOf(account)}
      variant="default"
      title={t('credential.title', { name: account.name })}
      form={(close, showsOnce) => <Content account={account} close={close} showsOnce={showsOnce} />}
    >
      {t('credential.new')}
    </DialogButton>
  );
};

interface ContentProps extends NewCredentialProps {
  readonly close: () => void;
  readonly showsOnce: (isShown: boolean) => void;
}

const Content = ({ account, close, showsOnce }: ContentProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [created, setCreated] = useState<Created | null>(null);
  if (created) return <ShownOnce credential={created} close={close} />;
  return (
    <CredentialForm
      account={account}
      lead={t('credential.lead')}
      close={close}
      created={(credential) => {
        setCreated(credential);
        showsOnce(true);
        void queries.invalidateQueries({ queryKey: ['credentials', account.id] });
      }}
    />
  );
};

const ShownOnce = ({ credential, close }: { readonly credential: Created; readonly close: () => void }) => {
  const { t } = useTranslation();
  const { clientId, clientSecret } = credential;
  return (
    <Stack>
      {clientSecret === undefined ? (
        <SecretLost />
      ) : (
        <Alert color="yellow">{t('onboarding.secretLead')}</Alert>
      )}
      <CopyField label={t('field.clientId')} value={clientId} />
      {clientSecret !== undefined && <CopyField label={t('onboarding.sheetSecret')} value={clientSecret} />}
      <Button onClick={close}>{t('secret.close')}</Button>
    </Stack>
  );
};
