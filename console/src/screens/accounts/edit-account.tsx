import { Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { type Change, ifUnchanged } from '../../parts/change.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { useMissingScope } from '../../parts/missing-scope.js';
import { ReviewedForm } from '../../parts/reviewed-form.js';
import { wordsIn } from '../../parts/words-in.js';
import { ownerOf, useScope } from '../../session/use-session.js';

type Account = Schemas['Account'];

interface EditAccountProps {
  readonly account: Account;
  /** What the button says, where one field is meant. */
  readonly label?: string;
}

/** The fields of an account that can be changed. The console asks the gateway what the change would do. */
export const EditAccount = ({ account, label }: EditAccountProps) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="updateAccount"
      owner={ownerOf(account)}
      variant="default"
      title={t('accounts.editTitle', { name: account.name })}
      dialogSize="lg"
      form={(close) => <Form account={account} close={close} />}
    >
      {label ?? t('accounts.edit')}
    </DialogButton>
  );
};

const Form = ({ account, close }: { readonly account: Account; readonly close: () => void }) => {
  const { t } = useTranslation();
  const [texts, setTexts] = useState({
    name: account.name,
    taxId: account.taxId ?? '',
    scopes: account.scopes.join(' '),
    networks: account.networks.join(' '),
  });
  const [taxIdOnCertificate, setTaxIdOnCertificate] = useState(account.taxIdOnCertificate);
  const [resourceServer, setResourceServer] = useState(account.resourceServer);
  const mayMakeServer = useScope('access:write');
  const missing = useMissingScope('access:write');
  const body = changed(account, {
    name: texts.name.trim(),
    taxId: texts.taxId.replaceAll(/[\s./-]/g, '').toUpperCase() || null,
    scopes: wordsIn(texts.scopes),
    networks: wordsIn(texts.networks),
    taxIdOnCertificate,
    resourceServer,
  });
  const field = (name: keyof typeof texts) => ({
    label: t(`field.${name}`),
    value: texts[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTexts({ ...texts, [name]: event.currentTarget.value }),
  });
  const isChanged = Object.keys(body).length > 0;
  return (
    <ReviewedForm change={isChanged ? updateAccount(account, body) : null} close={close}>
      <TextInput required data-autofocus {...field('name')} />
      <TextInput description={t('onboarding.taxIdHint')} {...field('taxId')} />
      <TextInput description={t('onboarding.scopesHint')} {...field('scopes')} />
      <TextInput description={t('onboarding.networksHint')} {...field('networks')} />
      <Switch
        label={t('field.taxIdOnCertificate')}
        description={t('accounts.taxIdOnCertificateHint')}
        checked={taxIdOnCertificate}
        onChange={(event) => setTaxIdOnCertificate(event.currentTarget.checked)}
      />
      <Switch
        label={t('field.resourceServer')}
        description={
          mayMakeServer ? t('accounts.resourceServerHint') : `${t('accounts.resourceServerHint')} ${missing}`
        }
        disabled={!mayMakeServer}
        checked={resourceServer}
        onChange={(event) => setResourceServer(event.currentTarget.checked)}
      />
    </ReviewedForm>
  );
};

type Fields = Pick<
  Account,
  'name' | 'taxId' | 'scopes' | 'networks' | 'taxIdOnCertificate' | 'resourceServer'
>;

/** Only what differs is sent, so that nothing else is narrowed. */
const changed = (account: Account, fields: Fields): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(account[name as keyof Fields]),
    ),
  );

const updateAccount = (account: Account, body: Partial<Fields>): Change => ({
  kind: 'updateAccount',
  of: account.name,
  typed: account.name,
  send: (sending) =>
    bodyOf(
      api.PATCH('/api/admin/accounts/{account}', {
        params: { path: { account: account.id }, ...ifUnchanged(sending, account) },
        body,
      }),
    ),
});
