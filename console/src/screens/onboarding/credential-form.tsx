import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  api,
  bodyOf,
  type NewCredential as Created,
  type Schemas,
  WaitsForApproval,
} from '../../api/client.js';
import { type ContractName, contracts, policyOptions } from '../../parts/contracts.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { useIdempotencyKeys } from '../../parts/use-idempotency-keys.js';
import { wordsIn } from '../../parts/words-in.js';

interface CredentialFormProps {
  readonly account: Schemas['Account'];
  readonly lead: string;
  readonly created: (credential: Created) => void;
  /** What the button does that is there while the change waits for approval. */
  readonly close: () => void;
}

/** Creates a credential of an account, with its contracts and scopes. */
export const CredentialForm = ({ account, lead, created, close }: CredentialFormProps) => {
  const { t } = useTranslation();
  const keyOf = useIdempotencyKeys();
  const [label, setLabel] = useState('');
  const [scopes, setScopes] = useState('');
  const [chosen, setChosen] = useState<Policies>(onlyAvista);
  const body = bodyWith(label, scopes, chosen);
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
      <Stack maw={520}>
        <Text size="sm">{lead}</Text>
        <TextInput
          label={t('field.label')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        <Text size="sm" fw={600}>
          {t('credential.contractsHint')}
        </Text>
        {contracts.map((contract) => (
          <PolicySelect
            key={contract}
            contract={contract}
            policy={chosen[contract]}
            choose={(policy) => setChosen({ ...chosen, [contract]: policy })}
          />
        ))}
        <TextInput
          label={t('field.scopes')}
          description={t('credential.scopesHint')}
          value={scopes}
          onChange={(event) => setScopes(event.currentTarget.value)}
        />
        {create.error && <ProblemAlert error={create.error} />}
        {doesWait ? (
          <Button variant="default" onClick={close}>
            {t('change.close')}
          </Button>
        ) : (
          <Button type="submit" loading={create.isPending} disabled={body.contracts.length === 0}>
            {t('onboarding.create')}
          </Button>
        )}
      </Stack>
    </form>
  );
};

type Policies = Readonly<Record<ContractName, string>>;

const onlyAvista: Policies = { avista: 'tls', pix: 'off', realm: 'off', 'service-token': 'off' };

/** Without scopes, the credential has those of its account. */
const bodyWith = (label: string, scopes: string, chosen: Policies) => ({
  ...(label.trim() && { label: label.trim() }),
  ...(scopes.trim() && { scopes: wordsIn(scopes) }),
  contracts: contracts
    .map((contract) => ({ contract, policy: chosen[contract] }))
    .filter(({ policy }) => policy !== 'off'),
});

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
      data={policyOptions(t, contract)}
      description={policy === 'none' && t('contract.noneHint')}
      allowDeselect={false}
    />
  );
};
