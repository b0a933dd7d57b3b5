import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { useIdempotencyKeys } from '../../parts/use-idempotency-keys.js';
import { ownerOf } from '../../session/use-session.js';
import { CertificateChoice, type ChosenCertificate } from './certificate-choice.js';
import { certificatePart, type HandOver, type Next } from './hand-over.js';

interface StepProps {
  readonly account: Schemas['Account'];
  readonly next: Next;
  /** What the button says that makes no certificate. */
  readonly later: string;
}

export const CertificateStep = ({ account, next, later }: StepProps) => {
  const { t } = useTranslation();
  const keyOf = useIdempotencyKeys();
  const [chosen, setChosen] = useState<ChosenCertificate>({ way: 'pem', text: '' });
  const make = useMutation({
    mutationFn: () => made(chosen, account.id, keyOf(JSON.stringify(chosen))),
    onSuccess: next,
  });
  const submitText = {
    pem: t('onboarding.link'),
    csr: t('onboarding.sign'),
    bundle: t('onboarding.makeBundle'),
  }[chosen.way];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack maw={720}>
        <Text c="dimmed">{t('onboarding.certificateLead')}</Text>
        <CertificateChoice
          chosen={chosen}
          owner={ownerOf(account)}
          choose={(other) => {
            if (other.way !== chosen.way) make.reset();
            setChosen(other);
          }}
        />
        {make.error && <ProblemAlert error={make.error} />}
        <Group>
          <Button type="submit" loading={make.isPending}>
            {submitText}
          </Button>
          <Button variant="default" onClick={() => next({})}>
            {later}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const made = async ({ way, text }: ChosenCertificate, account: string, key: string): Promise<HandOver> => {
  const params = { path: { account }, header: { 'Idempotency-Key': key } };
  if (way === 'pem') {
    const path = '/api/admin/accounts/{account}/certificates';
    return certificatePart({
      fingerprint: (await bodyOf(api.POST(path, { params, body: { pem: text } }))).fingerprint,
    });
  }
  return certificatePart(
    way === 'csr'
      ? await bodyOf(
          api.POST('/api/admin/accounts/{account}/certificates/sign', { params, body: { csr: text } }),
        )
      : await bodyOf(api.POST('/api/admin/accounts/{account}/certificates/bundle', { params, body: {} })),
  );
};
