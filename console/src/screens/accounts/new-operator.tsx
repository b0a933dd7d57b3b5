import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas, WaitsForApproval } from '../../api/client.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { RoleChoice } from '../../parts/role-choice.js';
import { useIdempotencyKeys } from '../../parts/use-idempotency-keys.js';
import { wordsIn } from '../../parts/words-in.js';
import type { Role } from '../../session/use-roles.js';
import { CertificateChoice, type ChosenCertificate } from '../onboarding/certificate-choice.js';
import { certificatePart, type HandOver } from '../onboarding/hand-over.js';
import { HandOverSheet } from '../onboarding/hand-over-sheet.js';

/** Creates an operator with account, credential and certificate, whose secret is shown once. */
export const NewOperator = () => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="createOperator"
      owner="operator"
      variant="default"
      title={t('operator.title')}
      dialogSize="lg"
      form={(close, showsOnce) => <Content close={close} showsOnce={showsOnce} />}
    >
      {t('operator.new')}
    </DialogButton>
  );
};

interface ContentProps {
  readonly close: () => void;
  readonly showsOnce: (isShown: boolean) => void;
}

const Content = ({ close, showsOnce }: ContentProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [made, setMade] = useState<HandOver | null>(null);
  const show = (handOver: HandOver | null): void => {
    setMade(handOver);
    showsOnce(handOver !== null);
  };
  if (made)
    return (
      <HandOverSheet handOver={made} again={() => show(null)} another={t('operator.another')} close={close} />
    );
  return (
    <Form
      close={close}
      created={(operator) => {
        show(handOverOf(operator));
        void queries.invalidateQueries({ queryKey: ['accounts'] });
      }}
    />
  );
};

const handOverOf = ({ account, clientId, clientSecret, certificate }: Schemas['Operator']): HandOver => ({
  account,
  clientId,
  ...(clientSecret !== undefined && { clientSecret }),
  ...certificatePart(certificate),
});

interface FormProps {
  readonly created: (operator: Schemas['Operator']) => void;
  readonly close: () => void;
}

const Form = ({ created, close }: FormProps) => {
  const { t } = useTranslation();
  const keyOf = useIdempotencyKeys();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role['role'] | null>(null);
  const [networks, setNetworks] = useState('');
  const [certificate, setCertificate] = useState<ChosenCertificate>({ way: 'csr', text: '' });
  const create = useMutation({
    mutationFn: (chosen: Role['role']) => {
      const body = { name, role: chosen, networks: wordsIn(networks), ...certificateBody(certificate) };
      const header = { 'Idempotency-Key': keyOf(JSON.stringify(body)) };
      return bodyOf(api.POST('/api/admin/operators', { params: { header }, body }));
    },
    onSuccess: (answer) => created(answer),
  });
  const doesWait = create.error instanceof WaitsForApproval;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (role !== null && !doesWait) create.mutate(role);
      }}
    >
      <Stack>
        <Text size="sm">{t('operator.lead')}</Text>
        <TextInput
          label={t('field.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
        <RoleChoice role={role} choose={(chosen) => setRole(chosen.role)} />
        <TextInput
          label={t('field.networks')}
          description={t('onboarding.networksHint')}
          value={networks}
          onChange={(event) => setNetworks(event.currentTarget.value)}
        />
        <CertificateChoice chosen={certificate} choose={setCertificate} owner="operator" />
        {create.error && <ProblemAlert error={create.error} />}
        {doesWait ? (
          <Button variant="default" onClick={close}>
            {t('change.close')}
          </Button>
        ) : (
          <Button type="submit" loading={create.isPending} disabled={role === null}>
            {t('onboarding.create')}
          </Button>
        )}
      </Stack>
    </form>
  );
};

const certificateBody = ({ way, text }: ChosenCertificate) =>
  way === 'bundle' ? { bundle: {} } : { [way]: text };
