import { Button, Group, Select, Table, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { paths } from '../../api/schema.js';
import { cnpjText } from '../../parts/cnpj-text.js';
import { PageList } from '../../parts/page-list.js';
import { RoleBadge } from '../../parts/role-badge.js';
import { Rows } from '../../parts/rows.js';
import { Screen } from '../../parts/screen.js';
import { StatusBadge } from '../../parts/status-badge.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useTextOfAddress } from '../../parts/use-text-of-address.js';
import { NewOperator } from './new-operator.js';

const route = getRouteApi('/accounts');

/** All accounts, filtered by the server. */
export const AccountsScreen = () => {
  const { t } = useTranslation();
  const filter = route.useSearch();
  return (
    <Screen
      title={t('accounts.title')}
      actions={
        <>
          <NewOperator />
          <Button component={Link} to="/onboarding">
            {t('accounts.new')}
          </Button>
        </>
      }
    >
      <Filters />
      <PageList
        name={['accounts', filter]}
        load={(cursor) => accounts(filter, cursor)}
        empty={t('accounts.empty')}
      >
        {(items) => (
          <Rows
            label={t('accounts.title')}
            heads={[
              t('field.name'),
              t('field.taxId'),
              t('field.kind'),
              t('field.status'),
              t('field.createdAt'),
            ]}
          >
            {items.map((account) => (
              <AccountRow key={account.id} account={account} />
            ))}
          </Rows>
        )}
      </PageList>
    </Screen>
  );
};

type Query = NonNullable<paths['/api/admin/accounts']['get']['parameters']['query']>;

/** The accounts with this CNPJ where one was typed; a name may look like a CNPJ, too. */
const accounts = async ({ name, ...others }: Query, cursor: string | undefined) => {
  const cnpj = name?.replace(/[./-]/g, '').toUpperCase();
  if (cnpj !== undefined && cnpjShape.test(cnpj) && cursor === undefined) {
    const found = await list({ ...others, taxId: cnpj });
    if (found.items.length > 0) return found;
  }
  return list({ ...others, ...(name !== undefined && { name }), ...(cursor !== undefined && { cursor }) });
};

const list = (query: Query) =>
  bodyOf(api.GET('/api/admin/accounts', { params: { query: { ...query, limit: '50' } } }));

const cnpjShape = /^[0-9A-Z]{12}[0-9]{2}$/;

const AccountRow = ({ account }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  const { id, name, taxId, kind, status, createdAt } = account;
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/accounts/$account" params={{ account: id }} className="plain-link">
          <StoredText>{name}</StoredText>
        </Link>
      </Table.Td>
      <Table.Td className="mono">{cnpjText(taxId)}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {t(`kind.${kind}`)}
          <RoleBadge account={account} />
        </Group>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={status} />
      </Table.Td>
      <Table.Td>
        <Time at={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
};

/** The filters are in the address: a link to a list can be sent. */
const Filters = () => {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const name = useTextOfAddress(filter.name ?? '');
  const choose = (chosen: Readonly<Record<string, string>>): void => {
    const all = { ...filter, ...chosen };
    void navigate({
      search: Object.fromEntries(Object.entries(all).filter(([, value]) => value)),
      replace: true,
    });
  };
  const chooseName = useDebouncedCallback((typed: string) => {
    name.sent(typed);
    choose({ name: typed });
  }, 300);
  return (
    <Group align="end">
      <TextInput
        label={t('accounts.filterName')}
        value={name.text}
        onChange={({ currentTarget: { value } }) => {
          name.type(value);
          chooseName(value);
        }}
      />
      <Select
        label={t('accounts.filterKind')}
        placeholder={t('accounts.anyKind')}
        clearable
        value={filter.kind ?? null}
        onChange={(kind) => choose({ kind: kind ?? '' })}
        data={(['merchant', 'operator'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <Select
        label={t('accounts.filterStatus')}
        placeholder={t('accounts.anyStatus')}
        clearable
        value={filter.status ?? null}
        onChange={(status) => choose({ status: status ?? '' })}
        data={(['active', 'suspended'] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
      />
    </Group>
  );
};
