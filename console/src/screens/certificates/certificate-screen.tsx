import { Alert, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { AccountLinks } from '../../parts/account-links.js';
import { ActionButton } from '../../parts/action-button.js';
import { type Change, typedDigits } from '../../parts/change.js';
import { cnpjText } from '../../parts/cnpj-text.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fact, Facts } from '../../parts/facts.js';
import { GatewayText } from '../../parts/gateway-text.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { EndedBadge } from '../../parts/status-badge.js';
import { storedCertificate } from '../../parts/stored-certificate.js';
import { Time } from '../../parts/time.js';

const route = getRouteApi('/certificates/$fingerprint');

/** One certificate: what is in it, whose it is, and its revocation. */
export const CertificateScreen = () => {
  const { fingerprint } = route.useParams();
  const query = useQuery(storedCertificate(fingerprint));
  return (
    <QueryView query={query}>
      {(found) =>
        found ? <CertificateView certificate={found} /> : <NeverLinked fingerprint={fingerprint} />
      }
    </QueryView>
  );
};

const NeverLinked = ({ fingerprint }: { readonly fingerprint: string }) => {
  const { t } = useTranslation();
  return (
    <Screen title={t('rejected.certificate')}>
      <Alert color="yellow">{t('certificates.neverLinked')}</Alert>
      <Facts>
        <Fact name={t('field.fingerprint')}>
          <span className="mono">{fingerprint}</span>
        </Fact>
      </Facts>
    </Screen>
  );
};

const CertificateView = ({ certificate }: { readonly certificate: Schemas['StoredCertificate'] }) => {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState<Reason>('unspecified');
  const revokedReason = reasons.find((one) => certificate.problems.some((text) => text.endsWith(`(${one})`)));
  const change: Change = {
    ...revoke(certificate, reason),
    details: () => <ReasonSelect reason={reason} choose={setReason} />,
  };
  return (
    <Screen
      title={certificate.subject}
      actions={
        certificate.revokedAt === null ? (
          <ActionButton operation="revokeCertificate" ends onClick={() => setAsked(true)}>
            {t('certificates.revoke')}
          </ActionButton>
        ) : (
          <EndedBadge status="revoked" />
        )
      }
    >
      <NeedsScopes operations={['revokeCertificate']} />
      {[...certificate.problems.filter(isOther), ...certificate.notes].map((text) => (
        <Alert key={text} color="yellow">
          <GatewayText message={text} />
        </Alert>
      ))}
      <Facts>
        <Fact name={t('field.fingerprint')}>
          <span className="mono">{certificate.fingerprint}</span>
        </Fact>
        <Fact name={t('field.issuer')}>{certificate.issuer}</Fact>
        <Fact name={t('field.serial')}>
          <span className="mono">{certificate.serialNumber}</span>
        </Fact>
        <Fact name={t('field.keyType')}>{certificate.keyType}</Fact>
        <Fact name={t('field.taxId')}>{cnpjText(certificate.taxId)}</Fact>
        <Fact name={t('field.expires')}>
          <Time at={certificate.notAfter} />{' '}
          {certificate.revokedAt === null && <DaysBadge until={certificate.notAfter} />}
        </Fact>
        {certificate.revokedAt !== null && (
          <Fact name={t('field.revokedAt')}>
            <Time at={certificate.revokedAt} />
            {revokedReason !== undefined && ` (${t(`certificates.reasons.${revokedReason}`)})`}
          </Fact>
        )}
        <Fact name={t('field.linkedTo')}>
          <AccountLinks accounts={certificate.linkedTo} names={certificate.accountNames} />
        </Fact>
      </Facts>
      <ConfirmChange change={isAsked ? change : null} close={() => setAsked(false)} />
    </Screen>
  );
};

/** When it was revoked is a field of its own. */
const isOther = (problem: string): boolean => !problem.startsWith('it was revoked on ');

/** Reasons of RFC 5280. Once a key is compromised, no other certificate on it is linked. */
const reasons = [
  'unspecified',
  'keyCompromise',
  'superseded',
  'affiliationChanged',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const;

type Reason = (typeof reasons)[number];

interface ReasonSelectProps {
  readonly reason: Reason;
  readonly choose: (reason: Reason) => void;
}

const ReasonSelect = ({ reason, choose }: ReasonSelectProps) => {
  const { t } = useTranslation();
  return (
    <Select
      label={t('certificates.reason')}
      description={t('certificates.reasonHint')}
      value={reason}
      onChange={(chosen) => chosen !== null && choose(chosen)}
      data={reasons.map((value) => ({ value, label: t(`certificates.reasons.${value}`) }))}
      allowDeselect={false}
    />
  );
};

const revoke = ({ fingerprint, subject }: Schemas['StoredCertificate'], reason: Reason): Change => ({
  kind: 'revokeCertificate',
  of: subject,
  typed: typedDigits(fingerprint),
  choice: reason,
  send: (sending) =>
    bodyOf(
      api.POST('/api/admin/certificates/{fingerprint}/revoke', {
        params: { path: { fingerprint }, ...sending },
        body: { reason },
      }),
    ),
});
