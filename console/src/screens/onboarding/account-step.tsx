import { Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { GatewayText } from '../../parts/gateway-text.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { useIdempotencyKey } from '../../parts/use-idempotency-keys.js';
import { wordsIn } from '../../parts/words-in.js';
import type { Next } from './hand-over.js';

export const AccountStep = ({ next }: { readonly next: Next }) => {
  const { t } = useTranslation();
  // One key for one account: pressing the button again after a lost answer makes no second one.
  const { key, renewIfReused } = useIdempotencyKey();
  const [form, setForm] = useState({ name: '', taxId: '', scopes: '', networks: '' });
  const create = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/accounts', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            name: form.name,
            ...(form.taxId.trim() && { taxId: form.taxId.replaceAll(/[\s./-]/g, '').toUpperCase() }),
            scopes: wordsIn(form.scopes),
            networks: wordsIn(form.networks),
          },
        }),
      ),
    onSuccess: (account) => next({ account }),
    onError: renewIfReused,
  });
  const problem = create.error instanceof ApiError ? create.error : null;
  const field = (name: keyof typeof form) => {
    const message = problem?.of(name) ?? null;
    return {
      value: form[name],
      onChange: (event: { currentTarget: { value: string } }) =>
        setForm({ ...form, [name]: event.currentTarget.value }),
      error: message !== null && <GatewayText message={message} />,
    };
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack maw={520}>
        <Text c="dimmed">{t('onboarding.accountLead')}</Text>
        <TextInput label={t('field.name')} required {...field('name')} />
        <TextInput label={t('field.taxId')} description={t('onboarding.taxIdHint')} {...field('taxId')} />
        <TextInput label={t('field.scopes')} description={t('onboarding.scopesHint')} {...field('scopes')} />
        <TextInput
          label={t('field.networks')}
          description={t('onboarding.networksHint')}
          {...field('networks')}
        />
        {create.error && <ProblemAlert error={create.error} />}
        <ActionButton operation="createAccount" type="submit" loading={create.isPending}>
          {t('onboarding.create')}
        </ActionButton>
      </Stack>
    </form>
  );
};
