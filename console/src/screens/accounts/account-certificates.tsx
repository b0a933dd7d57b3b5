import { Group, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { type Change, typedDigits } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { EndedBadge } from '../../parts/status-badge.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { ownerOf } from '../../session/use-session.js';
import { NewCertificate } from './new-certificate.js';

/** The certificates that are linked to an account. */
export const AccountCertificates = ({ account: whole }: { readonly account: Schemas['Account'] }) => {
  const { id: account, ...kept } = whole;
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      <Group mb="md">
        <NewCertificate account={whole} />
      </Group>
      <PageList
        name={['account-certificates', account]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/accounts/{account}/certificates', {
              params: { path: { account }, query: cursor === undefined ? {} : { cursor } },
            }),
          )
        }
        empty={t('accounts.noCertificates')}
      >
        {(items) => (
          <Rows
            label={t('accounts.tabs.certificates')}
            heads={[t('field.subject'), t('field.fingerprint'), t('field.expires'), t('field.lastUsed'), '']}
          >
            {items.map(({ fingerprint, subject, notAfter, lastUsedAt, revokedAt }) => (
              <Table.Tr key={fingerprint}>
                <Table.Td>
                  <Link to="/certificates/$fingerprint" params={{ fingerprint }} className="plain-link">
                    <StoredText>{subject}</StoredText>
                  </Link>
                </Table.Td>
                <Table.Td>
                  <Fingerprint value={fingerprint} />
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    <Time at={notAfter} />
                    {revokedAt === null ? <DaysBadge until={notAfter} /> : <EndedBadge status="revoked" />}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Time at={lastUsedAt} />
                </Table.Td>
                <Table.Td>
                  <ActionButton
                    operation="unlinkCertificate"
                    owner={ownerOf(kept)}
                    size="xs"
                    ends
                    onClick={() => setChange(unlink(account, { fingerprint, subject }))}
                  >
                    {t('certificates.unlink')}
                  </ActionButton>
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
      </PageList>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </>
  );
};

const unlink = (
  account: string,
  { fingerprint, subject }: Pick<Schemas['LinkedCertificate'], 'fingerprint' | 'subject'>,
): Change => ({
  kind: 'unlink',
  of: subject,
  typed: typedDigits(fingerprint),
  send: (sending) =>
    bodyOf(
      api.DELETE('/api/admin/accounts/{account}/certificates/{fingerprint}', {
        params: { path: { account, fingerprint }, ...sending },
      }),
    ),
});
