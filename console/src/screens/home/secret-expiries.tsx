import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { polled, pollingMs } from '../../parts/polling.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { Expiries, type Expiry } from './expiries.js';
import { HomeCard } from './home-card.js';
import { soon } from './soon.js';

/** Credentials and secrets that end soon, or have ended and were not replaced. */
export const SecretExpiries = () => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['home', 'credentials'],
    queryFn: () => bodyOf(api.GET('/api/admin/credentials', { params: { query: soon } })),
    ...polled(pollingMs.state),
  });
  return (
    <HomeCard title={t('home.secrets')}>
      <QueryView query={query}>
        {({ items, nextCursor, accountNames }) => (
          <Expiries
            more={nextCursor !== null}
            ends={items.flatMap((item) => endsOf(item, accountNames[item.accountId]))}
          />
        )}
      </QueryView>
    </HomeCard>
  );
};

const endsOf = (
  { id, clientId, accountId, expiring }: Schemas['ExpiringCredential'],
  name: string | undefined,
): readonly Expiry[] =>
  expiring.map(({ secretId, expiresAt }) => ({
    key: `${id} ${secretId ?? ''}`,
    at: expiresAt,
    link: (
      <Link
        to="/accounts/$account"
        params={{ account: accountId }}
        search={{ tab: 'credentials' }}
        className="plain-link"
      >
        <StoredText>{name === undefined ? clientId : `${clientId} (${name})`}</StoredText>
      </Link>
    ),
  }));
