import { Card, Divider, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { AccountLink } from '../../parts/account-link.js';
import { AccountLinks } from '../../parts/account-links.js';
import { contracts, tokenPaths } from '../../parts/contracts.js';
import { CopyField } from '../../parts/copy-field.js';
import { Fact, Facts } from '../../parts/facts.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { storedCertificate } from '../../parts/stored-certificate.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { dateTimeWithZone } from '../../parts/times.js';
import { callReasons, neededScope } from './fixes.js';
import { RejectedUser } from './rejected-user.js';
import { RejectionFix } from './rejection-fix.js';

type Refusal = Schemas['Refusal'];

/** One rejected request: the cause first, then what was presented, then what to do. */
export const RejectionCard = ({ refusal }: { readonly refusal: Refusal }) => {
  const { t } = useTranslation();
  const { happened, detail, wouldPass, next, accountId } = refusal;
  const scope = neededScope(refusal);
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Part title={t('rejected.happened')} strong>
          {happened}
        </Part>
        <Part title={t('rejected.detail')} lang="en">
          {detail}
        </Part>
        <Part title={t('rejected.wouldPass')}>{wouldPass}</Part>
        <Part title={t('rejected.next')}>{scope === null ? next : t('rejected.addScope', { scope })}</Part>
        {accountId !== null && <RejectionFix refusal={refusal} accountId={accountId} />}
        <Divider label={t('rejected.presented')} labelPosition="left" />
        <Presented refusal={refusal} />
        <Divider />
        <CopyField label={t('rejected.message')} value={useMessage(refusal)} />
      </Stack>
    </Card>
  );
};

/** What the merchant is told: no `detail`, which is for operators. */
const useMessage = (refusal: Refusal): string => {
  const { t, i18n } = useTranslation();
  const { requestId, at, forMerchant, clientId, certificate, reason } = refusal;
  const scope = neededScope(refusal);
  const presented = [
    ...(clientId === null ? [] : [`${t('field.clientId')}: ${clientId}`]),
    ...(certificate ? [`${t('rejected.certificate')}: ${certificate.subject}`] : []),
  ];
  const { happened, ...others } = forMerchant;
  const message = t(callReasons.includes(reason) ? 'rejected.callMessage' : 'rejected.messageText', {
    requestId,
    at: dateTimeWithZone(at, i18n.language),
    ...others,
    happened: scope === null ? happened : `${happened} ${t('rejected.needsScope', { scope })}`,
  });
  return [message, ...presented, '', t('rejected.fromOperator')].join('\n');
};

interface PartProps {
  readonly title: string;
  readonly strong?: boolean;
  /** Of a text that the gateway has in one language alone. */
  readonly lang?: string;
  readonly children: ReactNode;
}

const Part = ({ title, strong, lang, children }: PartProps) => (
  <section>
    <Title order={2} size="h6" c="dimmed">
      {title}
    </Title>
    <Text size={strong ? 'lg' : 'md'} fw={strong ? 600 : 400} className="stored-text" lang={lang}>
      {children}
    </Text>
  </section>
);

const Presented = ({ refusal }: { readonly refusal: Refusal }) => {
  const { t } = useTranslation();
  const { certificate } = refusal;
  return (
    <Facts>
      {refusal.accountId !== null && (
        <Fact name={t('rejected.accountOfClientId')}>
          <AccountLink account={refusal.accountId} />
        </Fact>
      )}
      <Fact name={t('field.at')}>
        <Time at={refusal.at} />
      </Fact>
      <Fact name={t('field.reason')}>
        <span className="mono">{refusal.reason}</span>
      </Fact>
      <Fact name={t('field.contract')}>{contractText(refusal.contract)}</Fact>
      <Fact name={t('field.listener')}>{listenerText(t, refusal.listener)}</Fact>
      <Fact name={t('field.clientId')}>
        <StoredText>{refusal.clientId ?? t('rejected.noClientId')}</StoredText>
      </Fact>
      <RejectedUser refusal={refusal} />
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
      {refusal.fingerprint !== null && (
        <Fact name={t('rejected.certificateLinkedTo')}>
          <LinkedTo fingerprint={refusal.fingerprint} />
        </Fact>
      )}
    </Facts>
  );
};

/** A contract with the path where it takes token requests. */
const contractText = (name: string): string => {
  const contract = contracts.find((one) => one === name);
  return contract ? `${name} (${tokenPaths[contract]})` : name;
};

const listeners = ['tls', 'header', 'admin', 'gateway'] as const;

const listenerText = (t: TFunction, name: string): string => {
  const listener = listeners.find((one) => one === name);
  return listener ? t(`rejected.listeners.${listener}`) : name;
};

/** Whose certificate it is: often it tells that the client id is another merchant's. */
const LinkedTo = ({ fingerprint }: { readonly fingerprint: string }) => {
  const { t } = useTranslation();
  const { data } = useQuery(storedCertificate(fingerprint));
  if (data === undefined) return '…';
  if (data === null) return t('rejected.certificateOfNoAccount');
  return <AccountLinks accounts={data.linkedTo} names={data.accountNames} />;
};
