import { Button, Card, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fact, Facts } from '../../parts/facts.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StatusBadge } from '../../parts/status-badge.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope } from '../../session/use-session.js';
import { NewSecret } from './new-secret.js';

type Credential = Schemas['Credential'];

/** The credentials of an account, with their secrets: when each was made, ends and was last used. */
export const AccountCredentials = ({ account }: { readonly account: string }) => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      <PageList
        name={['credentials', account]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/accounts/{account}/credentials', {
              params: { path: { account }, query: cursor === undefined ? {} : { cursor } },
            }),
          )
        }
        empty={t('merchants.noCredentials')}
      >
        {(items) => (
          <Stack>
            {items.map((credential) => (
              <CredentialCard key={credential.id} credential={credential} ask={setChange} />
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
  readonly ask: (change: Change) => void;
}

const CredentialCard = ({ credential, ask }: CredentialCardProps) => {
  const { t } = useTranslation();
  const mayWrite = useScope('admin:write') && credential.status === 'active';
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
            <NewSecret clientId={credential.clientId} disabled={!mayWrite} />
            <Button
              size="xs"
              color="red"
              variant="light"
              disabled={!mayWrite}
              onClick={() => ask(revokeCredential(credential))}
            >
              {t('certificates.revoke')}
            </Button>
          </Group>
        </Group>
        <Facts>
          <Fact name={t('field.label')}>
            <StoredText>{credential.label || '–'}</StoredText>
          </Fact>
          <Fact name={t('field.contracts')}>
            {credential.contracts.map(({ contract, policy }) => `${contract} (${policy})`).join(', ') ||
              t('field.none')}
          </Fact>
          <Fact name={t('field.scopes')}>
            {credential.scopes === null ? t('field.all') : credential.scopes.join(' ')}
          </Fact>
        </Facts>
        <Secrets credential={credential} />
      </Stack>
    </Card>
  );
};

const Secrets = ({ credential }: { readonly credential: Credential }) => {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('field.secrets')}
      heads={[t('field.secrets'), t('field.createdAt'), t('field.lastUsed'), t('field.expires')]}
    >
      {credential.secrets.map(({ id, shape, createdAt, lastUsedAt, expiresAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            {id} ({t(`merchants.secretState.${shape}`)})
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
        </Table.Tr>
      ))}
    </Rows>
  );
};

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
