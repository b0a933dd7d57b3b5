import { Alert, Button, Code, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.js';
import { LanguageSwitch } from '../layout/language-switch.js';
import { timeOnly } from '../parts/times.js';
import { requestToken } from './request-token.js';
import { session, type SessionState, type TokenLeftValid } from './session.js';

type SignedOut = Extract<SessionState, { readonly kind: 'signed-out' }>;

/**
 * The sign-in. `clientId` and `clientSecret` are in the form alone, and gone when it closes.
 */
export const SignIn = ({ after: { why, notRevoked } }: { readonly after: SignedOut }) => {
  const { t } = useTranslation();
  const [clientId, setClientId] = useState('');
  const [secret, setSecret] = useState('');
  const signIn = useMutation({
    // The cache keeps neither secret nor token for its usual five minutes.
    gcTime: 0,
    mutationFn: async () => {
      session.begin(clientId.trim(), await requestToken(clientId.trim(), secret));
    },
    onSuccess: () => setSecret(''),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Paper component="main" maw={440} mx="auto" mt={{ base: 'md', sm: 80 }} p="xl" withBorder>
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Text fw={700}>{t('product')}</Text>
            <Title order={1} size="h2">
              {t('signIn.title')}
            </Title>
            <Text c="dimmed">{t('signIn.lead')}</Text>
          </div>
          {why !== null && <Alert color="yellow">{t(`signIn.why.${why}`)}</Alert>}
          {notRevoked !== undefined && <NotRevoked token={notRevoked} />}
          <TextInput
            label={t('signIn.clientId')}
            value={clientId}
            onChange={(event) => setClientId(event.currentTarget.value)}
            autoComplete="username"
            spellCheck={false}
            required
            data-autofocus
          />
          <PasswordInput
            label={t('signIn.clientSecret')}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="current-password"
            required
          />
          {signIn.error && <SignInError error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
          <LanguageSwitch />
        </Stack>
      </form>
    </Paper>
  );
};

/** The token that the gateway did not revoke, and how another operator revokes it. */
const NotRevoked = ({ token: { tokenId, expiresAtMs } }: { readonly token: TokenLeftValid }) => {
  const { t, i18n } = useTranslation();
  return (
    <Alert color="red" title={t('signIn.notRevoked.title')} role="alert">
      <Text size="sm">{t('signIn.notRevoked.next', { time: timeOnly(expiresAtMs, i18n.language) })}</Text>
      <Code block mt="xs">{`portaria token revoke --id ${tokenId}`}</Code>
    </Alert>
  );
};

/** Says what to do for each way a sign-in fails; the cause of a 401 is the same for all by design. */
const SignInError = ({ error }: { readonly error: Error }) => {
  const { t } = useTranslation();
  const { status, requestId, code } = error instanceof ApiError ? error : new ApiError(0, '', '');
  const known =
    code === 'certificate_missing'
      ? 'certificate'
      : status === 401
        ? 'refused'
        : status === 400
          ? 'malformed'
          : status === 0
            ? 'lost'
            : 'other';
  return (
    <Alert color="red" title={t(`signIn.error.${known}.title`)} role="alert">
      <Text size="sm">{t(`signIn.error.${known}.next`)}</Text>
      {known === 'other' && <Text size="sm">{error.message}</Text>}
      {requestId !== null && (
        <Text size="sm" mt="xs">
          {t('requestId')}: <Code>{requestId}</Code>
        </Text>
      )}
    </Alert>
  );
};
