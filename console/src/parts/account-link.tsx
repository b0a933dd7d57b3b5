import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../api/client.js';
import { StoredText } from './stored-text.js';

/** An account by its name; by its id while the name is not there. */
export const AccountLink = ({ account }: { readonly account: string }) => {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['account', account],
    queryFn: () => bodyOf(api.GET('/api/admin/accounts/{account}', { params: { path: { account } } })),
  });
  return (
    <Link to="/accounts/$account" params={{ account }} className="plain-link">
      <StoredText>{data?.name ?? `${t('field.account')} ${account}`}</StoredText>
    </Link>
  );
};
