import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { Change } from '../../parts/change.js';
import { contracts, policyOptions } from '../../parts/contracts.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { ReviewedForm } from '../../parts/reviewed-form.js';
import type { Owner } from '../../session/use-session.js';

type Credential = Schemas['Credential'];

interface ContractPolicyProps {
  readonly credential: Credential;
  readonly owner: Owner;
}

/** Which contracts a credential may use, and how its certificate is presented at each. */
export const ContractPolicy = ({ credential, owner }: ContractPolicyProps) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="setContractPolicy"
      owner={owner}
      size="xs"
      variant="default"
      disabled={credential.status === 'revoked'}
      title={t('contract.title', { clientId: credential.clientId })}
      dialogSize="lg"
      form={(close) => <Form credential={credential} close={close} />}
    >
      {t('contract.edit')}
    </DialogButton>
  );
};

interface FormProps {
  readonly credential: Credential;
  readonly close: () => void;
}

const Form = ({ credential, close }: FormProps) => {
  const { t } = useTranslation();
  const policyOf = (name: string): string =>
    credential.contracts.find(({ contract }) => contract === name)?.policy ?? 'off';
  const [contract, setContract] = useState<string>(credential.contracts[0]?.contract ?? contracts[0]);
  const [policy, setPolicy] = useState(policyOf(contract));
  const isAnother = policy !== policyOf(contract);
  return (
    <ReviewedForm
      change={isAnother ? setContractPolicy(credential.clientId, contract, policy) : null}
      close={close}
    >
      <Select
        label={t('field.contract')}
        value={contract}
        onChange={(chosen) => {
          setContract(chosen ?? contract);
          setPolicy(policyOf(chosen ?? contract));
        }}
        data={[...contracts]}
        allowDeselect={false}
      />
      <Select
        label={t('onboarding.policy')}
        value={policy}
        onChange={(chosen) => setPolicy(chosen ?? policy)}
        data={policyOptions(t, contract)}
        description={policy === 'none' && t('contract.noneHint')}
        allowDeselect={false}
      />
    </ReviewedForm>
  );
};

const setContractPolicy = (clientId: string, contract: string, policy: string): Change => ({
  kind: 'setContract',
  of: `${clientId} · ${contract}`,
  typed: clientId,
  send: (sending) =>
    bodyOf(
      api.POST('/api/admin/credentials/{clientId}/contracts', {
        params: { path: { clientId }, ...sending },
        body: { contract, policy },
      }),
    ),
});
