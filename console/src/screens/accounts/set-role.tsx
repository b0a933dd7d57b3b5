import { List, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { type Change, ifUnchanged } from '../../parts/change.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { ReviewedForm } from '../../parts/reviewed-form.js';
import { RoleChoice } from '../../parts/role-choice.js';
import { scopesAllowedBy } from '../../session/scopes.js';
import type { Role } from '../../session/use-roles.js';

type Account = Schemas['Account'];

/** Gives an operator another role. */
export const SetRole = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="updateAccount"
      owner="operator"
      variant="default"
      title={t('roles.title', { name: account.name })}
      dialogSize="lg"
      form={(close) => <Form account={account} close={close} />}
    >
      {t('roles.set')}
    </DialogButton>
  );
};

const Form = ({ account, close }: { readonly account: Account; readonly close: () => void }) => {
  const [chosen, setChosen] = useState<Role | null>(null);
  const isAnother = chosen !== null && chosen.role !== account.role;
  return (
    <ReviewedForm change={isAnother ? setRole(account, chosen) : null} close={close}>
      <RoleChoice role={chosen?.role ?? account.role} choose={setChosen} />
    </ReviewedForm>
  );
};

const setRole = (account: Account, role: Role): Change => ({
  kind: 'setRole',
  of: account.name,
  typed: account.name,
  send: (sending) =>
    bodyOf(
      api.PATCH('/api/admin/accounts/{account}', {
        params: { path: { account: account.id }, ...ifUnchanged(sending, account) },
        body: { role: role.role },
      }),
    ),
  details: () => <ScopeChanges from={account.scopes} to={role} />,
});

/** What the operator can no longer do, and what is new. */
const ScopeChanges = ({ from, to }: { readonly from: readonly string[]; readonly to: Role }) => {
  const { t } = useTranslation();
  const was = scopesAllowedBy(from);
  const lost = was.filter((scope) => !to.allows.includes(scope));
  const gained = to.allows.filter((scope) => !was.includes(scope));
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('roles.becomes', { role: t(`role.${to.role}`) })}
      </Text>
      <List size="sm">
        {lost.length > 0 && <List.Item>{t('roles.lost', { scopes: lost.join(' ') })}</List.Item>}
        {gained.length > 0 && <List.Item>{t('roles.gained', { scopes: gained.join(' ') })}</List.Item>}
      </List>
    </div>
  );
};
