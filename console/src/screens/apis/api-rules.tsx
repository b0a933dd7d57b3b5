import { Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api as client, bodyOf } from '../../api/client.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { ScopeAlternatives } from './scope-alternatives.js';

/** The rules of an API, by a part of their method, path or scope. */
export const ApiRules = ({ api }: { readonly api: string }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [contains] = useDebouncedValue(typed.trim(), 300);
  return (
    <Stack>
      <TextInput
        label={t('apis.filter')}
        maw={420}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <PageList
        name={['api-rules', api, contains]}
        load={(cursor) =>
          bodyOf(
            client.GET('/api/admin/apis/{api}/rules', {
              params: {
                path: { api },
                query: { ...(contains !== '' && { contains }), ...(cursor !== undefined && { cursor }) },
              },
            }),
          )
        }
        empty={t('apis.noRules')}
      >
        {(items) => (
          <Rows
            label={t('apis.rules')}
            minWidth={680}
            heads={[t('apis.method'), t('apis.path'), t('apis.needs'), t('apis.coveredBy')]}
          >
            {items.map(({ method, path, scopes, coveredBy }) => (
              <Table.Tr key={`${method} ${path}`}>
                <Table.Td className="mono">{method}</Table.Td>
                <Table.Td className="mono">
                  <StoredText size="sm">{path}</StoredText>
                </Table.Td>
                <Table.Td>
                  <ScopeAlternatives scopes={scopes} />
                </Table.Td>
                <Table.Td className="mono">
                  <StoredText size="sm">{coveredBy.join(' ')}</StoredText>
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
      </PageList>
    </Stack>
  );
};
