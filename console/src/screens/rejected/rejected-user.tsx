import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { Fact } from '../../parts/facts.js';
import { StoredText } from '../../parts/stored-text.js';

const usersMax = '200';

/** The name of the user that a rejected login is about. The detail has the id alone. */
export const RejectedUser = ({ refusal }: { readonly refusal: Schemas['Refusal'] }) => {
  const { t } = useTranslation();
  const account = refusal.accountId;
  const id = userIn.exec(refusal.detail)?.[1];
  const { data } = useQuery({
    queryKey: ['realm-users', account, 'first 200'],
    queryFn: () =>
      bodyOf(
        api.GET('/api/admin/accounts/{account}/realm-users', {
          params: { path: { account: account ?? '' }, query: { limit: usersMax } },
        }),
      ),
    enabled: account !== null && id !== undefined,
  });
  const user = data?.items.find((one) => one.id === id);
  if (!user) return null;
  return (
    <Fact name={t('users.name')}>
      <StoredText>{user.username}</StoredText>
    </Fact>
  );
};

const userIn = /\buser ([0-9a-f]{8}-[0-9a-f-]{27})\b/;
