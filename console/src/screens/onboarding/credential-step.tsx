import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, idempotencyKey, type Schemas } from '../../api/client.js';
import { type ContractName, contracts, policies } from '../../parts/contracts.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import type { Next } from './hand-over.js';

interface StepProps {
  readonly account: Schemas['Account'];
  readonly next: Next;
}

export const CredentialStep = ({ account, next }: StepProps) => {
  const { t } = useTranslation();
  const [key] = useState(idempotencyKey);
  const [label, setLabel] = useState('');
  const [contract, setContract] = useState<ContractName>('avista');
  const [policy, setPolicy] = useState<string>('tls');
  const create = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/accounts/{account}/credentials', {
          params: { path: { account: account.id }, header: { 'Idempotency-Key': key } },
          body: { ...(label.trim() && { label: label.trim() }), contracts: [{ contract, policy }] },
        }),
      ),
    onSuccess: (created) => {
      const { clientId, clientSecret } = created;
      next({ clientId, contract, ...(clientSecret !== undefined && { clientSecret }) });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack maw={520}>
        <Text c="dimmed">{t('onboarding.credentialLead')}</Text>
        <TextInput
          label={t('field.label')}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Select
          label={t('field.contract')}
          value={contract}
          onChange={(chosen) => setContract(chosen ?? contract)}
          data={[...contracts]}
          allowDeselect={false}
        />
        <Select
          label={t('onboarding.policy')}
          value={policy}
          onChange={(chosen) => setPolicy(chosen ?? policy)}
          data={policies.map((value) => ({ value, label: t(`onboarding.policies.${value}`) }))}
          allowDeselect={false}
        />
        {create.error && <ProblemAlert error={create.error} />}
        <Button type="submit" loading={create.isPending}>
          {t('onboarding.create')}
        </Button>
      </Stack>
    </form>
  );
};
