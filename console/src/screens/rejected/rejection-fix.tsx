import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { storedCertificate } from '../../parts/stored-certificate.js';
import { ownerOf } from '../../session/use-session.js';
import { accountChanges } from '../accounts/account-changes.js';
import { ContractPolicy } from '../accounts/contract-policy.js';
import { EditAccount } from '../accounts/edit-account.js';
import { NewCertificate } from '../accounts/new-certificate.js';
import { NewCredential } from '../accounts/new-credential.js';
import { NewSecret } from '../accounts/new-secret.js';
import { fixes, tabFor } from './fixes.js';

type Refusal = Schemas['Refusal'];

interface RejectionFixProps {
  readonly refusal: Refusal;
  readonly accountId: string;
}

/** What an operator can do about it, as buttons; and the account, where there is more to see. */
export const RejectionFix = ({ refusal, accountId }: RejectionFixProps) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [change, setChange] = useState<Change | null>(null);
  const { data: account } = useQuery({
    queryKey: ['account', accountId],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/accounts/{account}', { params: { path: { account: accountId } } })),
  });
  const search = { tab: tabFor(refusal.reason) };
  return (
    <Group>
      {account && <FixButton refusal={refusal} account={account} ask={setChange} />}
      <Button
        size="xs"
        variant="default"
        onClick={() => void navigate({ to: '/accounts/$account', params: { account: accountId }, search })}
      >
        {t('rejected.openAccount')}
      </Button>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Group>
  );
};

interface FixButtonProps {
  readonly refusal: Refusal;
  readonly account: Schemas['Account'];
  readonly ask: (change: Change) => void;
}

const FixButton = ({ refusal, account, ask }: FixButtonProps) => {
  const { t } = useTranslation();
  switch (fixes[refusal.reason] ?? null) {
    case 'reactivate':
      if (account.status === 'active') return null;
      return (
        <ActionButton
          size="xs"
          operation="reactivateAccount"
          owner={ownerOf(account)}
          onClick={() => ask(accountChanges(account).reactivate)}
        >
          {t('accounts.reactivate')}
        </ActionButton>
      );
    case 'scopes':
      return <EditAccount account={account} label={t('rejected.editScopes')} />;
    case 'networks':
      return <EditAccount account={account} label={t('rejected.editNetworks')} />;
    case 'addCertificate':
      return <NewCertificate account={account} />;
    case 'newCredential':
      return <NewCredential account={account} />;
    case 'newSecret':
      return <SecretFix refusal={refusal} account={account} />;
    case 'contracts':
      return <ContractFix refusal={refusal} account={account} />;
    default:
      return null;
  }
};

/**
 * A new secret, unless the certificate is not one of the account: then the program probably has the client id of another
 * account, and a new secret would be handed to the wrong merchant.
 */
const SecretFix = ({ refusal: { clientId, fingerprint }, account }: Omit<FixButtonProps, 'ask'>) => {
  const { data } = useQuery({ ...storedCertificate(fingerprint ?? ''), enabled: fingerprint !== null });
  const isOfAccount = fingerprint === null || data?.linkedTo.includes(account.id) === true;
  if (clientId === null || !isOfAccount) return null;
  return <NewSecret clientId={clientId} owner={ownerOf(account)} disabled={false} />;
};

const ContractFix = ({ refusal: { clientId }, account }: Omit<FixButtonProps, 'ask'>) => {
  const { data } = useQuery({
    queryKey: ['credentials', 'one', clientId],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/credentials/{clientId}', { params: { path: { clientId: clientId ?? '' } } }),
      ),
    enabled: clientId !== null,
  });
  return data ? <ContractPolicy credential={data} owner={ownerOf(account)} /> : null;
};
