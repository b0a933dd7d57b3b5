import {
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api as client, bodyOf } from '../../api/client.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { type CheckedRequest, methods, toQuestion, unchecked } from './checked-request.js';
import { DecisionCard } from './decision-card.js';

interface FieldsProps {
  readonly typed: CheckedRequest;
  readonly set: (change: Partial<CheckedRequest>) => void;
}

/** Would this token be allowed here? The token stays in this form alone. */
export const CheckForm = ({ api }: { readonly api: string }) => {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState(unchecked);
  const check = useMutation({
    mutationFn: () =>
      bodyOf(
        client.POST('/api/admin/apis/{api}/check', { params: { path: { api } }, body: toQuestion(typed) }),
      ),
  });
  const set = (change: Partial<CheckedRequest>): void => setTyped({ ...typed, ...change });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    check.mutate();
  };
  return (
    <Stack>
      <Text c="dimmed">{t('apis.check.lead')}</Text>
      <form onSubmit={submit} autoComplete="off">
        <Stack maw={640}>
          <Group align="start">
            <Select
              label={t('apis.method')}
              data={[...methods]}
              value={typed.method}
              onChange={(method) => set({ method: method ?? 'GET' })}
              w={130}
            />
            <TextInput
              flex={1}
              miw={220}
              label={t('apis.path')}
              description={t('apis.check.pathHint')}
              value={typed.path}
              onChange={(event) => set({ path: event.currentTarget.value })}
              spellCheck={false}
              required
            />
          </Group>
          <SegmentedControl
            aria-label={t('apis.check.with')}
            value={typed.with}
            onChange={(chosen) => set({ with: chosen === 'claims' ? 'claims' : 'token' })}
            data={(['token', 'claims'] as const).map((value) => ({ value, label: t(`apis.check.${value}`) }))}
          />
          {typed.with === 'token' ? (
            <TokenFields typed={typed} set={set} />
          ) : (
            <ClaimFields typed={typed} set={set} />
          )}
          <Group>
            <Button type="submit" loading={check.isPending}>
              {t('apis.check.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
      {check.error && <ProblemAlert error={check.error} />}
      {check.data && <DecisionCard key={i18n.language} api={api} decision={check.data} />}
    </Stack>
  );
};

const TokenFields = ({ typed, set }: FieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        label={t('apis.check.token')}
        description={t('apis.check.tokenHint')}
        value={typed.token}
        onChange={(event) => set({ token: event.currentTarget.value })}
        classNames={{ input: 'mono' }}
        autoComplete="off"
        spellCheck={false}
        rows={4}
        required
      />
      <Select
        label={t('apis.check.certificate')}
        value={typed.certificate}
        onChange={(value) => set({ certificate: value === 'none' || value === 'other' ? value : 'own' })}
        data={(['own', 'none', 'other'] as const).map((value) => ({
          value,
          label: t(`apis.check.certificates.${value}`),
        }))}
        maw={320}
      />
      {typed.certificate === 'other' && (
        <TextInput
          label={t('apis.check.fingerprint')}
          value={typed.fingerprint}
          onChange={(event) => set({ fingerprint: event.currentTarget.value })}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          required
        />
      )}
    </>
  );
};

const ClaimFields = ({ typed, set }: FieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('apis.check.scopes')}
        value={typed.scopes}
        onChange={(event) => set({ scopes: event.currentTarget.value })}
        spellCheck={false}
      />
      <TextInput
        label={t('apis.check.audience')}
        description={t('apis.check.audienceHint')}
        value={typed.audience}
        onChange={(event) => set({ audience: event.currentTarget.value })}
        spellCheck={false}
        maw={420}
      />
      <Checkbox
        label={t('apis.check.bound')}
        checked={typed.bound}
        onChange={(event) => set({ bound: event.currentTarget.checked })}
      />
    </>
  );
};
