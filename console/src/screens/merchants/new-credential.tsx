import { Alert, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  api,
  bodyOf,
  type NewCredential as Created,
  type Schemas,
  WaitsForApproval,
} from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { type ContractName, contracts, policies } from '../../parts/contracts.js';
import { CopyField } from '../../parts/copy-field.js';
import { Dialog } from '../../parts/dialog.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { SecretLost } from '../../parts/secret-lost.js';
import { useKeys } from '../../parts/use-keys.js';
import { ownerOf } from '../../session/use-session.js';

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
            <Form
              account={account}
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

type Policies = Readonly<Record<ContractName, string>>;

interface FormProps extends NewCredentialProps {
  readonly created: (credential: Created) => void;
  readonly close: () => void;
}

const Form = ({ account, created, close }: FormProps) => {
  const { t } = useTranslation();
  const keyOf = useKeys();
  const [label, setLabel] = useState('');
  const [chosen, setChosen] = useState<Policies>({
    avista: 'tls',
    pix: 'off',
    realm: 'off',
    'service-token': 'off',
  });
  const allowed = contracts
    .map((contract) => ({ contract, policy: chosen[contract] }))
    .filter(({ policy }) => policy !== 'off');
  const body = { ...(label.trim() && { label: label.trim() }), contracts: allowed };
  const create = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/accounts/{account}/credentials', {
          params: {
            path: { account: account.id },
            header: { 'Idempotency-Key': keyOf(JSON.stringify(body)) },
          },
          body,
        }),
      ),
    onSuccess: (answer) => created(answer),
  });
  const doesWait = create.error instanceof WaitsForApproval;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!doesWait) create.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t('credential.lead')}</Text>
        <TextInput
          label={t('field.label')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        {contracts.map((contract) => (
          <PolicySelect
            key={contract}
            contract={contract}
            policy={chosen[contract]}
            choose={(policy) => setChosen({ ...chosen, [contract]: policy })}
          />
        ))}
        {create.error && <ProblemAlert error={create.error} />}
        {doesWait ? (
          <Button variant="default" onClick={close}>
            {t('change.close')}
          </Button>
        ) : (
          <Button type="submit" loading={create.isPending} disabled={allowed.length === 0}>
            {t('onboarding.create')}
          </Button>
        )}
      </Stack>
    </form>
  );
};

interface PolicySelectProps {
  readonly contract: ContractName;
  readonly policy: string;
  readonly choose: (policy: string) => void;
}

/** How the certificate is presented at one contract, or that the credential may not use it. */
const PolicySelect = ({ contract, policy, choose }: PolicySelectProps) => {
  const { t } = useTranslation();
  return (
    <Select
      label={`${t('field.contract')} ${contract}`}
      value={policy}
      onChange={(chosen) => choose(chosen ?? policy)}
      data={[
        ...policies.map((value) => ({ value, label: t(`onboarding.policies.${value}`) })),
        { value: 'off', label: t('contract.off') },
      ]}
      allowDeselect={false}
    />
  );
};
