import { Button, Card, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { CopyField } from '../../parts/copy-field.js';
import { Fact, Facts } from '../../parts/facts.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { dateTime } from '../../parts/times.js';

type Refusal = Schemas['Refusal'];

/** One rejected request: the cause first, then what was presented, then what to do. */
export const RejectionCard = ({ refusal }: { readonly refusal: Refusal }) => {
  const { t, i18n } = useTranslation();
  const { requestId, at, happened, wouldPass, next, accountId } = refusal;
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Part title={t('rejected.happened')} strong>
          {happened}
        </Part>
        <Part title={t('rejected.wouldPass')}>{wouldPass}</Part>
        <Part title={t('rejected.next')}>{next}</Part>
        {accountId !== null && (
          <Group>
            <AccountButton account={accountId} tab={tabFor(refusal.reason)} />
          </Group>
        )}
        <Divider label={t('rejected.presented')} labelPosition="left" />
        <Presented refusal={refusal} />
        <Divider label={t('rejected.message')} labelPosition="left" />
        <CopyField
          label={t('rejected.message')}
          value={t('rejected.messageText', {
            requestId,
            at: dateTime(at, i18n.language),
            happened,
            wouldPass,
          })}
        />
      </Stack>
    </Card>
  );
};

const AccountButton = ({ account, tab }: { readonly account: string; readonly tab: string }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button onClick={() => void navigate({ to: '/accounts/$account', params: { account }, search: { tab } })}>
      {t('rejected.openAccount')}
    </Button>
  );
};

interface PartProps {
  readonly title: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}

const Part = ({ title, strong, children }: PartProps) => (
  <section>
    <Title order={2} size="h6" c="dimmed">
      {title}
    </Title>
    <Text size={strong ? 'lg' : 'md'} fw={strong ? 600 : 400} className="stored-text">
      {children}
    </Text>
  </section>
);

const Presented = ({ refusal }: { readonly refusal: Refusal }) => {
  const { t } = useTranslation();
  const { certificate } = refusal;
  return (
    <Facts>
      <Fact name={t('field.at')}>
        <Time at={refusal.at} />
      </Fact>
      <Fact name={t('field.reason')}>
        <span className="mono">{refusal.reason}</span>
      </Fact>
      <Fact name={t('field.contract')}>{refusal.contract}</Fact>
      <Fact name={t('field.listener')}>{refusal.listener}</Fact>
      <Fact name={t('field.clientId')}>
        <StoredText>{refusal.clientId ?? '–'}</StoredText>
      </Fact>
      <Fact name={t('field.address')}>{refusal.address ?? '–'}</Fact>
      {certificate && (
        <Fact name={t('field.subject')}>
          <StoredText>{certificate.subject}</StoredText>
        </Fact>
      )}
      {certificate && (
        <Fact name={t('field.expires')}>
          <Time at={certificate.notAfter} />
        </Fact>
      )}
      {refusal.fingerprint !== null && (
        <Fact name={t('field.fingerprint')}>
          <Link
            to="/certificates/$fingerprint"
            params={{ fingerprint: refusal.fingerprint }}
            className="plain-link"
          >
            <Fingerprint value={refusal.fingerprint} />
          </Link>
        </Fact>
      )}
    </Facts>
  );
};

/** The tab of the account where an operator mends it. */
const tabFor = (reason: string): string => {
  if (reason.startsWith('certificate')) return 'certificates';
  return /secret|credential|contract|client|assertion|method/.test(reason) ? 'credentials' : 'overview';
};
