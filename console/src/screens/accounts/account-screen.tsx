import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { NotFound } from '../../parts/not-found.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { tabOf } from '../../parts/tab-of.js';
import { ownerOf } from '../../session/use-session.js';
import { EventList } from '../audit/event-list.js';
import { AccountCertificates } from './account-certificates.js';
import { accountChanges } from './account-changes.js';
import { AccountCredentials } from './account-credentials.js';
import { AccountOverview } from './account-overview.js';
import { AccountRejected } from './account-rejected.js';
import { AccountTokens } from './account-tokens.js';
import { AccountUsers } from './account-users.js';
import { EditAccount } from './edit-account.js';
import { SetRole } from './set-role.js';

const route = getRouteApi('/accounts/$account');
const tabs = ['overview', 'credentials', 'certificates', 'users', 'tokens', 'rejected', 'audit'] as const;

/** Everything about one account. */
export const AccountScreen = () => {
  const { account } = route.useParams();
  const query = useQuery({
    queryKey: ['account', account],
    queryFn: () => bodyOf(api.GET('/api/admin/accounts/{account}', { params: { path: { account } } })),
  });
  return (
    <QueryView query={query} missing={<NotFound />}>
      {(found) => <AccountTabs key={found.id} account={found} />}
    </QueryView>
  );
};

const AccountTabs = ({ account }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  const { tab: wanted, token } = route.useSearch();
  const tab = tabOf(tabs, wanted);
  const navigate = route.useNavigate();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Screen title={account.name} actions={<Actions account={account} ask={setChange} />}>
      <NeedsScopes operations={['updateAccount', 'suspendAccount']} owner={ownerOf(account)} />
      <Tabs
        value={tab}
        onChange={(chosen) => void navigate({ search: { tab: chosen ?? tab }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`accounts.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <AccountOverview account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="credentials" pt="md">
          <AccountCredentials account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="certificates" pt="md">
          <AccountCertificates account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="users" pt="md">
          <AccountUsers account={account} />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md">
          <AccountTokens key={token} account={account} searched={token ?? ''} />
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

interface ActionsProps {
  readonly account: Schemas['Account'];
  readonly ask: (change: Change) => void;
}

const Actions = ({ account, ask }: ActionsProps) => {
  const { t } = useTranslation();
  const owner = ownerOf(account);
  const changes = accountChanges(account);
  return (
    <>
      <EditAccount account={account} />
      {owner === 'operator' && <SetRole account={account} />}
      <ActionButton operation="revokeTokens" owner={owner} ends onClick={() => ask(changes.revokeTokens)}>
        {t('accounts.revokeTokens')}
      </ActionButton>
      {account.status === 'active' ? (
        <ActionButton operation="suspendAccount" owner={owner} ends onClick={() => ask(changes.suspend)}>
          {t('accounts.suspend')}
        </ActionButton>
      ) : (
        <ActionButton operation="reactivateAccount" owner={owner} onClick={() => ask(changes.reactivate)}>
          {t('accounts.reactivate')}
        </ActionButton>
      )}
    </>
  );
};
