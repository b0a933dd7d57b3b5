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
  const { t, i18n } = useTranslation();
  return (
    <PageList
      // The causes are in the language of the console.
      name={['refusals', account, i18n.language]}
      load={(cursor) =>
        bodyOf(
          api.GET('/api/admin/refusals', {
            params: { query: { account, ...(cursor !== undefined && { cursor }) } },
          }),
        )
      }
      empty={t('accounts.noRejected')}
    >
      {(items) => (
        <Rows
          label={t('accounts.tabs.rejected')}
          minWidth={900}
          heads={[t('home.cause'), t('field.at'), t('field.clientId'), t('field.address'), t('requestId')]}
        >
          {items.map(({ id, at, reason, happened, clientId, address, requestId }) => (
            <Table.Tr key={id}>
              <Table.Td title={reason}>
                <Link to="/rejected" search={{ id: requestId }} className="plain-link">
                  {happened}
                </Link>
              </Table.Td>
              <Table.Td>
                <Time at={at} />
              </Table.Td>
              <Table.Td>
                <StoredText>{clientId ?? '–'}</StoredText>
              </Table.Td>
              <Table.Td>{address ?? '–'}</Table.Td>
              <Table.Td className="mono">{requestId}</Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </PageList>
  );
};
