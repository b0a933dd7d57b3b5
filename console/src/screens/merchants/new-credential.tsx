import { Alert, Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewCredential as Created, Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { CopyField } from '../../parts/copy-field.js';
import { Dialog } from '../../parts/dialog.js';
import { SecretLost } from '../../parts/secret-lost.js';
import { ownerOf } from '../../session/use-session.js';
import { CredentialForm } from '../onboarding/credential-form.js';

interface NewCredentialProps {
  readonly account: Schemas['Account'];
}

/** Creates a credential, whose secret is shown once: the first of an account, or one after a revocation. */
export const NewCredential = ({ account }: NewCredentialProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const [created, setCreated] = useState<Created | null>(null);
  const end = (): void => {
    close();
    setCreated(null);
  };
  return (
    <>
      <ActionButton operation="createCredential" owner={ownerOf(account)} variant="default" onClick={open}>
        {t('credential.new')}
      </ActionButton>
      <Dialog
        opened={opened}
        close={end}
        title={t('credential.title', { name: account.name })}
        showsOnce={created !== null}
      >
        {created === null ? (
          opened && (
            <CredentialForm
              account={account}
              lead={t('credential.lead')}
              close={end}
              created={(credential) => {
                setCreated(credential);
                void queries.invalidateQueries({ queryKey: ['credentials', account.id] });
              }}
            />
          )
        ) : (
          <ShownOnce credential={created} close={end} />
        )}
      </Dialog>
    </>
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
