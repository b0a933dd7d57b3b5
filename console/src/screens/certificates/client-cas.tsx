import { Card, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { AccountLinks } from '../../parts/account-links.js';
import { ActionButton } from '../../parts/action-button.js';
import { type Change, typedDigits } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';

/** The CAs whose clients NGINX accepts, with the certificates that each removal would affect. */
export const ClientCas = () => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  const query = useQuery({
    queryKey: ['client-cas'],
    queryFn: () => bodyOf(api.GET('/api/admin/client-cas')),
  });
  return (
    <Stack>
      <NeedsScopes operations={['addClientCas', 'removeClientCa']} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('certificates.noClientCas')}</Text>
          ) : (
            items.map((ca) => <ClientCaCard key={ca.fingerprint} ca={ca} ask={setChange} />)
          )
        }
      </QueryView>
      <AddClientCa ask={setChange} />
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Stack>
  );
};

interface ClientCaCardProps {
  readonly ca: Schemas['ClientCa'];
  readonly ask: (change: Change) => void;
}

const ClientCaCard = ({ ca, ask }: ClientCaCardProps) => {
  const { t } = useTranslation();
  return (
    <Card withBorder>
      <Group justify="space-between" align="flex-start">
        <Stack gap={4}>
          <StoredText fw={600}>{ca.subject}</StoredText>
          <Group gap="xs">
            <Fingerprint value={ca.fingerprint} />
            <Text size="sm">
              {t('field.expires')} <Time at={ca.notAfter} />
            </Text>
            <DaysBadge until={ca.notAfter} />
          </Group>
        </Stack>
        <ActionButton operation="removeClientCa" size="xs" ends onClick={() => ask(remove(ca))}>
          {t('certificates.removeClientCa')}
        </ActionButton>
      </Group>
      <AffectedByRemoval fingerprint={ca.fingerprint} />
    </Card>
  );
};

interface AffectedProps {
  readonly fingerprint: string;
  /** Before a removal, nothing counts that was read earlier. */
  readonly isFresh?: boolean;
}

export const AffectedByRemoval = ({ fingerprint, isFresh = false }: AffectedProps) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: [isFresh ? 'preview' : 'client-ca', fingerprint],
    ...(isFresh && { staleTime: 0, gcTime: 0 }),
    queryFn: () =>
      bodyOf(api.GET('/api/admin/client-cas/{fingerprint}', { params: { path: { fingerprint } } })),
  });
  return (
    <QueryView query={query}>
      {({ affectedCertificates, accountNames }) => (
        <Stack gap={4} mt="sm">
          <Text size="sm" c="dimmed">
            {affectedCertificates.length === 0 ? t('certificates.affectedNone') : t('certificates.affected')}
          </Text>
          <List size="sm">
            {affectedCertificates.map(({ fingerprint: affected, subject, accounts, certain }) => (
              <List.Item key={affected}>
                <StoredText>{subject}</StoredText> <AccountLinks accounts={accounts} names={accountNames} />
                {!certain && t('certificates.affectedPerhaps')}
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
    </QueryView>
  );
};

const remove = ({ fingerprint, subject }: Schemas['ClientCa']): Change => ({
  kind: 'removeClientCa',
  of: subject,
  typed: typedDigits(fingerprint),
  send: ({ query, header }) =>
    bodyOf(
      api.DELETE('/api/admin/client-cas/{fingerprint}', {
        // What it would stop is shown, and the operator types the digits: no second refusal.
        params: { path: { fingerprint }, query: { ...query, force: 'true' }, header },
      }),
    ),
  details: () => <AffectedByRemoval fingerprint={fingerprint} isFresh />,
});

const AddClientCa = ({ ask }: { readonly ask: (change: Change) => void }) => {
  const { t } = useTranslation();
  const [pem, setPem] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask(addClientCa(pem, () => setPem('')));
      }}
    >
      <Stack align="flex-start">
        <Textarea
          w="100%"
          label={t('certificates.clientCa')}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={pem}
          onChange={(event) => setPem(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={12}
          classNames={{ input: 'mono' }}
          required
        />
        <ActionButton operation="addClientCas" type="submit">
          {t('certificates.addClientCa')}
        </ActionButton>
      </Stack>
    </form>
  );
};

const addClientCa = (pem: string, done: () => void): Change => ({
  kind: 'addClientCa',
  of: pem,
  typed: null,
  send: (params) => bodyOf(api.POST('/api/admin/client-cas', { params, body: { pem } })),
  done,
});
