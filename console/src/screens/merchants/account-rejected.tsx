import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';

/** The rejected token requests of an account, newest first. */
export const AccountRejected = ({ account }: { readonly account: string }) => {
  const { t } = useTranslation();
  return (
    <PageList
      name={['refusals', account]}
      load={(cursor) =>
        bodyOf(
          api.GET('/api/admin/refusals', {
            params: { query: { account, ...(cursor !== undefined && { cursor }) } },
          }),
        )
      }
      empty={t('merchants.noRejected')}
    >
      {(items) => (
        <Rows
          label={t('merchants.tabs.rejected')}
          minWidth={900}
          heads={[t('field.at'), t('field.reason'), t('field.clientId'), t('field.address'), t('requestId')]}
        >
          {items.map(({ id, at, reason, clientId, address, requestId }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Time at={at} />
              </Table.Td>
              <Table.Td>{reason}</Table.Td>
              <Table.Td>
                <StoredText>{clientId ?? '–'}</StoredText>
              </Table.Td>
              <Table.Td>{address ?? '–'}</Table.Td>
              <Table.Td>
                <Link to="/rejected" search={{ id: requestId }} className="plain-link mono">
                  {requestId}
                </Link>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </PageList>
  );
};
