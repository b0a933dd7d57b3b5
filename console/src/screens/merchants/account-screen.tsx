import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { NeedsWrite } from '../../parts/needs-write.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { useScope } from '../../session/use-session.js';
import { EventList } from '../audit/event-list.js';
import { AccountCertificates } from './account-certificates.js';
import { accountChanges } from './account-changes.js';
import { AccountCredentials } from './account-credentials.js';
import { AccountOverview } from './account-overview.js';
import { AccountRejected } from './account-rejected.js';

const route = getRouteApi('/accounts/$account');
const tabs = ['overview', 'credentials', 'certificates', 'rejected', 'audit'] as const;

/** Everything about one account. */
export const AccountScreen = () => {
  const { account } = route.useParams();
  const query = useQuery({
    queryKey: ['account', account],
    queryFn: () => bodyOf(api.GET('/api/admin/accounts/{account}', { params: { path: { account } } })),
  });
  return <QueryView query={query}>{(found) => <AccountTabs key={found.id} account={found} />}</QueryView>;
};

const AccountTabs = ({ account }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const [change, setChange] = useState<Change | null>(null);
  const mayWrite = useScope('admin:write');
  const changes = accountChanges(account);
  return (
    <Screen
      title={account.name}
      actions={
        <>
          <Button variant="default" disabled={!mayWrite} onClick={() => setChange(changes.revokeTokens)}>
            {t('merchants.revokeTokens')}
          </Button>
          {account.status === 'active' ? (
            <Button
              color="red"
              variant="light"
              disabled={!mayWrite}
              onClick={() => setChange(changes.suspend)}
            >
              {t('merchants.suspend')}
            </Button>
          ) : (
            <Button disabled={!mayWrite} onClick={() => setChange(changes.reactivate)}>
              {t('merchants.reactivate')}
            </Button>
          )}
        </>
      }
    >
      <NeedsWrite />
      <Tabs
        value={tab}
        onChange={(chosen) => void navigate({ search: { tab: chosen ?? 'overview' }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`merchants.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <AccountOverview account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="credentials" pt="md">
          <AccountCredentials account={account.id} />
        </Tabs.Panel>
        <Tabs.Panel value="certificates" pt="md">
          <AccountCertificates account={account.id} />
        </Tabs.Panel>
        <Tabs.Panel value="rejected" pt="md">
          <AccountRejected account={account.id} />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <EventList filter={{ target: `account ${account.id}` }} />
        </Tabs.Panel>
      </Tabs>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Screen>
  );
};
