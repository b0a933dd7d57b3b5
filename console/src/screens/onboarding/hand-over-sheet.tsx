import { Alert, Button, Card, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { CopyField } from '../../parts/copy-field.js';
import type { HandOver } from './hand-over.js';

interface HandOverSheetProps {
  readonly handOver: HandOver;
  readonly again: () => void;
}

/** What the merchant gets, to be printed or copied; it ends with the first token that is seen. */
export const HandOverSheet = ({ handOver, again }: HandOverSheetProps) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { account, clientId, clientSecret, fingerprint, certificatePem, zip, zipPassword } = handOver;
  if (!account) return null;
  return (
    <Stack maw={720}>
      <Card withBorder padding="lg">
        <Stack>
          <Title order={2} size="h4" className="stored-text" dir="auto">
            {t('onboarding.sheetTitle')}: {account.name}
          </Title>
          <Alert color="yellow">{t('onboarding.sheetLead')}</Alert>
          {clientId !== undefined && <CopyField label={t('field.clientId')} value={clientId} />}
          {clientSecret !== undefined && (
            <CopyField label={t('onboarding.sheetSecret')} value={clientSecret} />
          )}
          {fingerprint !== undefined && <CopyField label={t('field.fingerprint')} value={fingerprint} />}
          {zipPassword !== undefined && (
            <CopyField label={t('onboarding.sheetPassword')} value={zipPassword} />
          )}
          <Group className="no-print">
            {zip !== undefined && (
              <Button onClick={() => save(bytesOf(zip), 'application/zip', `${String(clientId)}.zip`)}>
                {t('onboarding.download')}
              </Button>
            )}
            {certificatePem !== undefined && (
              <Button
                onClick={() => save(certificatePem, 'application/x-pem-file', `${String(clientId)}.pem`)}
              >
                {t('onboarding.downloadCertificate')}
              </Button>
            )}
            <Button variant="default" onClick={() => window.print()}>
              {t('onboarding.print')}
            </Button>
          </Group>
        </Stack>
      </Card>
      {clientId !== undefined && <FirstToken clientId={clientId} />}
      <Group className="no-print">
        <Button
          variant="default"
          onClick={() =>
            void navigate({ to: '/accounts/$account', params: { account: account.id }, search: {} })
          }
        >
          {t('onboarding.openAccount')}
        </Button>
        <Button variant="default" onClick={again}>
          {t('onboarding.another')}
        </Button>
      </Group>
    </Stack>
  );
};

const pollMs = 3000;

/** Asks every few seconds whether a secret of the credential was used. */
const FirstToken = ({ clientId }: { readonly clientId: string }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['first-token', clientId],
    queryFn: async () => {
      const { secrets } = await bodyOf(
        api.GET('/api/admin/credentials/{clientId}', { params: { path: { clientId } } }),
      );
      return secrets.some(({ lastUsedAt }) => lastUsedAt !== null);
    },
    refetchInterval: ({ state }) => (state.data ? false : pollMs),
  });
  if (query.data)
    return (
      <Alert color="teal" role="status">
        {t('onboarding.firstToken')}
      </Alert>
    );
  return (
    <Group role="status" className="no-print">
      <Loader size="sm" />
      <Text size="sm">{t('onboarding.waiting')}</Text>
    </Group>
  );
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

const save = (content: string | Uint8Array<ArrayBuffer>, type: string, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};
