import { Group, Select, Stack, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { AccountLinks } from '../../parts/account-links.js';
import { DaysBadge } from '../../parts/days-badge.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';

const choices = [7, 30, 90, 365] as const;

/** Certificates that end soon, or have ended and were not replaced. */
export const ExpiringCertificates = () => {
  const { t } = useTranslation();
  const [days, setDays] = useState('30');
  return (
    <Stack>
      <Select
        w={200}
        label={t('certificates.withinDays')}
        value={days}
        allowDeselect={false}
        onChange={(chosen) => setDays(chosen ?? days)}
        data={choices.map((count) => ({
          value: String(count),
          label: t('certificates.daysOption', { count }),
        }))}
      />
      <PageList
        name={['expiring-certificates', days]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/certificates', {
              params: { query: { expiringWithinDays: days, ...(cursor !== undefined && { cursor }) } },
            }),
          )
        }
        empty={t('home.nothingEnds')}
      >
        {(items, { accountNames }) => (
          <Rows
            label={t('certificates.tabs.expiring')}
            heads={[t('field.subject'), t('field.fingerprint'), t('field.expires'), t('field.linkedTo')]}
          >
            {items.map(({ fingerprint, subject, notAfter, linkedTo }) => (
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
                    <DaysBadge until={notAfter} />
                  </Group>
                </Table.Td>
                <Table.Td>
                  <AccountLinks accounts={linkedTo} names={accountNames} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
      </PageList>
    </Stack>
  );
};
