import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { type Change, typedDigits } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fact, Facts } from '../../parts/facts.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { StatusBadge } from '../../parts/status-badge.js';
import { Time } from '../../parts/time.js';
import { AccountLinks } from './expiring-certificates.js';

const route = getRouteApi('/certificates/$fingerprint');

/** One certificate: what is in it, whose it is, and its revocation. */
export const CertificateScreen = () => {
  const { fingerprint } = route.useParams();
  const query = useQuery({
    queryKey: ['certificate', fingerprint],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/certificates/{fingerprint}', { params: { path: { fingerprint } } })),
  });
  return <QueryView query={query}>{(found) => <CertificateView certificate={found} />}</QueryView>;
};

const CertificateView = ({ certificate }: { readonly certificate: Schemas['StoredCertificate'] }) => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Screen
      title={certificate.subject}
      actions={
        certificate.revokedAt === null ? (
          <ActionButton operation="revokeCertificate" ends onClick={() => setChange(revoke(certificate))}>
            {t('certificates.revoke')}
          </ActionButton>
        ) : (
          <StatusBadge status="revoked" />
        )
      }
    >
      <NeedsScopes operations={['revokeCertificate']} />
      {[...certificate.problems, ...certificate.notes].map((text) => (
        <Alert key={text} color="yellow">
          {text}
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
        <Fact name={t('field.taxId')}>{certificate.taxId ?? '–'}</Fact>
        <Fact name={t('field.expires')}>
          <Time at={certificate.notAfter} /> <DaysBadge until={certificate.notAfter} />
        </Fact>
        <Fact name={t('field.linkedTo')}>
          <AccountLinks accounts={certificate.linkedTo} />
        </Fact>
      </Facts>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Screen>
  );
};

const revoke = ({ fingerprint, subject }: Schemas['StoredCertificate']): Change => ({
  kind: 'revokeCertificate',
  of: subject,
  typed: typedDigits(fingerprint),
  send: (sending) =>
    bodyOf(
      api.POST('/api/admin/certificates/{fingerprint}/revoke', {
        params: { path: { fingerprint }, ...sending },
        body: {},
      }),
    ),
});
