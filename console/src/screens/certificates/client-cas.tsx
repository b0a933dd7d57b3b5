import { Button, Card, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf, idempotencyKey, type Schemas } from '../../api/client.js';
import { type Change, typedDigits } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope } from '../../session/use-session.js';
import { AccountLinks } from './expiring-certificates.js';

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
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('certificates.noClientCas')}</Text>
          ) : (
            items.map((ca) => <ClientCaCard key={ca.fingerprint} ca={ca} ask={setChange} />)
          )
        }
      </QueryView>
      <AddClientCa />
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
  const mayWrite = useScope('admin:write');
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
        <Button size="xs" color="red" variant="light" disabled={!mayWrite} onClick={() => ask(remove(ca))}>
          {t('change.removeClientCa.submit')}
        </Button>
      </Group>
      <Affected fingerprint={ca.fingerprint} />
    </Card>
  );
};

const Affected = ({ fingerprint }: { readonly fingerprint: string }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['client-ca', fingerprint],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/client-cas/{fingerprint}', { params: { path: { fingerprint } } })),
  });
  return (
    <QueryView query={query}>
      {({ affectedCertificates }) => (
        <Stack gap={4} mt="sm">
          <Text size="sm" c="dimmed">
            {affectedCertificates.length === 0 ? t('certificates.affectedNone') : t('certificates.affected')}
          </Text>
          <List size="sm">
            {affectedCertificates.map(({ fingerprint: affected, subject, accounts }) => (
              <List.Item key={affected}>
                <StoredText>{subject}</StoredText> <AccountLinks accounts={accounts} />
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
});

const AddClientCa = () => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayWrite = useScope('admin:write');
  const [pem, setPem] = useState('');
  const add = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/admin/client-cas', {
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
          body: { pem },
        }),
      ),
    onSuccess: async () => {
      setPem('');
      await queries.invalidateQueries({ queryKey: ['client-cas'] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack align="flex-start">
        <Textarea
          w="100%"
          label={t('certificates.addClientCa')}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={pem}
          onChange={(event) => setPem(event.currentTarget.value)}
          error={add.error instanceof ApiError ? add.error.of('pem') : null}
          autosize
          minRows={4}
          maxRows={12}
          classNames={{ input: 'mono' }}
          required
        />
        {add.error && <ProblemAlert error={add.error} />}
        <Button type="submit" disabled={!mayWrite} loading={add.isPending}>
          {t('certificates.addClientCa')}
        </Button>
      </Stack>
    </form>
  );
};
