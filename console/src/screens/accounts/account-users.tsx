import { Alert, Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type NewPassword, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { CopyField } from '../../parts/copy-field.js';
import { Dialog } from '../../parts/dialog.js';
import { PageList } from '../../parts/page-list.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { type Owner, ownerOf } from '../../session/use-session.js';
import { NewUser } from './new-user.js';
import { userChanges } from './user-changes.js';
import { UserScopes } from './user-scopes.js';

type Account = Schemas['Account'];

/** The users of an account, who log in at the contract `realm` with a name and password. */
export const AccountUsers = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  const [shown, setShown] = useState<NewPassword | null>(null);
  const [narrowed, setNarrowed] = useState<Schemas['RealmUser'] | null>(null);
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed">{t('users.lead')}</Text>
        <NewUser account={account} created={setShown} />
      </Group>
      <PageList
        name={['realm-users', account.id]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/accounts/{account}/realm-users', {
              params: { path: { account: account.id }, query: cursor === undefined ? {} : { cursor } },
            }),
          )
        }
        empty={t('users.empty')}
      >
        {(items) => (
          <Rows
            label={t('accounts.tabs.users')}
            minWidth={900}
            heads={[t('users.name'), t('field.status'), t('field.scopes'), t('users.passwordSet'), '']}
          >
            {items.map((user) => (
              <UserRow
                key={user.id}
                user={user}
                owner={ownerOf(account)}
                ask={setChange}
                showPassword={setShown}
                narrow={setNarrowed}
              />
            ))}
          </Rows>
        )}
      </PageList>
      <UserScopes user={narrowed} close={() => setNarrowed(null)} />
      <ConfirmChange change={change} close={() => setChange(null)} />
      <ShownPassword password={shown} close={() => setShown(null)} />
    </Stack>
  );
};

interface UserRowProps {
  readonly user: Schemas['RealmUser'];
  readonly owner: Owner;
  readonly ask: (change: Change) => void;
  readonly showPassword: (password: NewPassword) => void;
  readonly narrow: (user: Schemas['RealmUser']) => void;
}

const UserRow = ({ user, owner, ask, showPassword, narrow }: UserRowProps) => {
  const { t } = useTranslation();
  const changes = userChanges(user.username, showPassword);
  const isActive = user.status === 'active';
  const look = { owner, size: 'xs', variant: 'default' } as const;
  return (
    <Table.Tr>
      <Table.Td>
        <StoredText>{user.username}</StoredText>
      </Table.Td>
      <Table.Td>
        <Badge color={isActive ? 'teal' : 'red'} variant="light" tt="none">
          {t(`users.status.${user.status}`)}
        </Badge>
      </Table.Td>
      <Table.Td>{user.scopes === null ? t('field.all') : user.scopes.join(' ') || t('field.none')}</Table.Td>
      <Table.Td>
        <Time at={user.passwordSetAt} />
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <ActionButton {...look} operation="updateRealmUser" onClick={() => narrow(user)}>
            {t('users.scopes')}
          </ActionButton>
          <ActionButton
            {...look}
            operation="setRealmUserPassword"
            onClick={() => ask(changes.replacePassword)}
          >
            {t('users.password')}
          </ActionButton>
          {isActive ? (
            <ActionButton {...look} operation="disableRealmUser" ends onClick={() => ask(changes.disable)}>
              {t('users.disable')}
            </ActionButton>
          ) : (
            <ActionButton {...look} operation="enableRealmUser" onClick={() => ask(changes.enable)}>
              {t('users.enable')}
            </ActionButton>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

interface ShownPasswordProps {
  readonly password: NewPassword | null;
  readonly close: () => void;
}

const ShownPassword = ({ password, close }: ShownPasswordProps) => {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={password !== null}
      close={close}
      showsOnce
      title={t('users.passwordOf', { name: password?.username ?? '' })}
    >
      {password && (
        <Stack>
          {password.password === undefined ? (
            <Alert color="red" title={t('users.passwordLost.title')} role="alert">
              {t('users.passwordLost.next')}
            </Alert>
          ) : (
            <Alert color="yellow">{t('users.passwordLead')}</Alert>
          )}
          <CopyField label={t('users.name')} value={password.username} />
          {password.password !== undefined && (
            <CopyField label={t('users.newPassword')} value={password.password} />
          )}
          <Button onClick={close}>{t('secret.close')}</Button>
        </Stack>
      )}
    </Dialog>
  );
};
