import { Card, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fact, Facts } from '../../parts/facts.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StatusBadge } from '../../parts/status-badge.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { type Owner, ownerOf } from '../../session/use-session.js';
import { ContractPolicy } from './contract-policy.js';
import { NewCredential } from './new-credential.js';
import { NewSecret } from './new-secret.js';

type Credential = Schemas['Credential'];

/** The credentials of an account, with their secrets: when each was made, ends and was last used. */
export const AccountCredentials = ({ account: whole }: { readonly account: Schemas['Account'] }) => {
  const { id: account, ...kept } = whole;
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      <Group mb="md">
        <NewCredential account={whole} />
      </Group>
      <PageList
        name={['credentials', account]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/accounts/{account}/credentials', {
              params: { path: { account }, query: cursor === undefined ? {} : { cursor } },
            }),
          )
        }
        empty={t('accounts.noCredentials')}
      >
        {(items) => (
          <Stack>
            {items.map((credential) => (
              <CredentialCard
                key={credential.id}
                credential={credential}
                owner={ownerOf(kept)}
                ask={setChange}
              />
            ))}
          </Stack>
        )}
      </PageList>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </>
  );
};

interface CredentialCardProps {
  readonly credential: Credential;
  readonly owner: Owner;
  readonly ask: (change: Change) => void;
}

const CredentialCard = ({ credential, owner, ask }: CredentialCardProps) => {
  const { t } = useTranslation();
  const isRevoked = credential.status === 'revoked';
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="xs">
            <Text className="mono" fw={600}>
              {credential.clientId}
            </Text>
            <StatusBadge status={credential.status} />
          </Group>
          <Group gap="xs">
            <ContractPolicy credential={credential} owner={owner} />
            <NewSecret clientId={credential.clientId} owner={owner} disabled={isRevoked} />
            <ActionButton
              operation="revokeCredential"
              owner={owner}
              size="xs"
              ends
              disabled={isRevoked}
              onClick={() => ask(revokeCredential(credential))}
            >
              {t('certificates.revoke')}
            </ActionButton>
          </Group>
        </Group>
        <Facts>
          <Fact name={t('field.label')}>
            <StoredText>{credential.label || '–'}</StoredText>
          </Fact>
          <Fact name={t('field.contracts')}>
            {credential.contracts
              .map(({ contract, policy }) => `${contract} (${t(`onboarding.policies.${policy}`)})`)
              .join(', ') || t('field.none')}
          </Fact>
          <Fact name={t('field.scopes')}>
            {credential.scopes === null ? t('field.all') : credential.scopes.join(' ')}
          </Fact>
        </Facts>
        <Secrets credential={credential} owner={owner} ask={ask} />
      </Stack>
    </Card>
  );
};

const Secrets = ({ credential, owner, ask }: CredentialCardProps) => {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('field.secrets')}
      heads={[t('field.secrets'), t('field.createdAt'), t('field.lastUsed'), t('field.expires'), '']}
    >
      {credential.secrets.map(({ id, shape, createdAt, lastUsedAt, expiresAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            {id} ({t(`accounts.secretState.${shape}`)})
          </Table.Td>
          <Table.Td>
            <Time at={createdAt} />
          </Table.Td>
          <Table.Td>
            <Time at={lastUsedAt} />
          </Table.Td>
          <Table.Td>
            {expiresAt === null ? (
              '–'
            ) : (
              <Group gap="xs">
                <Time at={expiresAt} />
                <DaysBadge until={expiresAt} />
              </Group>
            )}
          </Table.Td>
          <Table.Td>
            <ActionButton
              operation="revokeSecret"
              owner={owner}
              size="xs"
              ends
              onClick={() => ask(revokeSecret(credential, id))}
            >
              {t('certificates.revoke')}
            </ActionButton>
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
};

const revokeSecret = ({ clientId }: Credential, secretId: string): Change => ({
  kind: 'revokeSecret',
  of: `${clientId}, ${secretId}`,
  typed: clientId,
  send: ({ query, header }) =>
    bodyOf(
      api.DELETE('/api/admin/credentials/{clientId}/secrets/{secretId}', {
        // What it would stop is shown, and the operator types the client id: no second refusal.
        params: { path: { clientId, secretId }, query: { ...query, force: 'true' }, header },
      }),
    ),
});

const revokeCredential = ({ clientId }: Credential): Change => ({
  kind: 'revokeCredential',
  of: clientId,
  typed: clientId,
  send: (sending) =>
    bodyOf(
      api.POST('/api/admin/credentials/{clientId}/revoke', {
        params: { path: { clientId }, ...sending },
        body: {},
      }),
    ),
});
