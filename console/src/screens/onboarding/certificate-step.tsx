import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, idempotencyKey, type Schemas } from '../../api/client.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import type { HandOver, Next } from './hand-over.js';

const ways = ['pem', 'csr', 'bundle'] as const;
type Way = (typeof ways)[number];

interface StepProps {
  readonly account: Schemas['Account'];
  readonly next: Next;
  /** What the button says that makes no certificate. */
  readonly later: string;
}

export const CertificateStep = ({ account, next, later }: StepProps) => {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>('pem');
  const [text, setText] = useState('');
  const [key] = useState(idempotencyKey);
  const make = useMutation({ mutationFn: () => made(way, account.id, text, key), onSuccess: next });
  const submitText = {
    pem: t('onboarding.link'),
    csr: t('onboarding.sign'),
    bundle: t('onboarding.makeBundle'),
  }[way];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack maw={720}>
        <Text c="dimmed">{t('onboarding.certificateLead')}</Text>
        <SegmentedControl
          orientation="vertical"
          fullWidth
          // In Portuguese, at phone width, a label is longer than a dialog is wide.
          styles={{ label: { whiteSpace: 'normal' } }}
          maw={420}
          value={way}
          onChange={(chosen) => {
            setWay(chosen);
            make.reset();
          }}
          data={ways.map((value) => ({ value, label: t(`onboarding.certificateWays.${value}`) }))}
        />
        {way === 'bundle' ? (
          <Text size="sm">{t('onboarding.bundleLead')}</Text>
        ) : (
          <Textarea
            label={t(`onboarding.${way}`)}
            placeholder={
              way === 'pem' ? '-----BEGIN CERTIFICATE-----' : '-----BEGIN CERTIFICATE REQUEST-----'
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={6}
            maxRows={16}
            classNames={{ input: 'mono' }}
            required
          />
        )}
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

const made = async (way: Way, account: string, text: string, key: string): Promise<HandOver> => {
  const params = { path: { account }, header: { 'Idempotency-Key': `${key}-${way}` } };
  if (way === 'pem') {
    const link = await bodyOf(
      api.POST('/api/admin/accounts/{account}/certificates', { params, body: { pem: text } }),
    );
    return { fingerprint: link.fingerprint };
  }
  if (way === 'csr') {
    const answer = await bodyOf(
      api.POST('/api/admin/accounts/{account}/certificates/sign', { params, body: { csr: text } }),
    );
    const { fingerprint, pem, chain } = answer;
    return { fingerprint, certificatePem: `${pem}${chain}` };
  }
  const answer = await bodyOf(
    api.POST('/api/admin/accounts/{account}/certificates/bundle', { params, body: {} }),
  );
  const { fingerprint, zip, password } = answer;
  return {
    fingerprint,
    ...(zip !== undefined && { zip }),
    ...(password !== undefined && { zipPassword: password }),
  };
};
