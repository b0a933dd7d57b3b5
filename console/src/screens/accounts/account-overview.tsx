import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { cnpjText } from '../../parts/cnpj-text.js';
import { Fact, Facts } from '../../parts/facts.js';
import { RoleBadge } from '../../parts/role-badge.js';
import { StatusBadge } from '../../parts/status-badge.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { ExportAccount } from './export-account.js';
import { Suspension } from './suspension.js';

export const AccountOverview = ({ account }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  const yesNo = (value: boolean): string => t(value ? 'field.yes' : 'field.no');
  return (
    <>
      <Facts>
        <Fact name={t('field.status')}>
          <StatusBadge status={account.status} />
          {account.status === 'suspended' && <Suspension account={account.id} />}
        </Fact>
        <Fact name={t('field.id')}>{account.id}</Fact>
        <Fact name={t('field.name')}>
          <StoredText>{account.name}</StoredText>
        </Fact>
        <Fact name={t('field.taxId')}>{cnpjText(account.taxId)}</Fact>
        <Fact name={t('field.kind')}>{t(`kind.${account.kind}`)}</Fact>
        {account.kind === 'operator' && (
          <Fact name={t('field.role')}>
            <RoleBadge account={account} />
          </Fact>
        )}
        <Fact name={t('field.scopes')}>{account.scopes.join(' ') || t('field.none')}</Fact>
        <Fact name={t('field.networks')}>{account.networks.join(' ') || t('field.any')}</Fact>
        <Fact name={t('field.taxIdOnCertificate')}>{yesNo(account.taxIdOnCertificate)}</Fact>
        <Fact name={t('field.resourceServer')}>{yesNo(account.resourceServer)}</Fact>
        <Fact name={t('field.createdAt')}>
          <Time at={account.createdAt} />
        </Fact>
      </Facts>
      <ExportAccount account={account} />
    </>
  );
};
