import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { polled, pollingMs } from '../../parts/polling.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { Expiries } from './expiries.js';
import { HomeCard } from './home-card.js';
import { soon } from './soon.js';

/** Linked certificates that end soon, or have ended and were not replaced. */
export const CertificateExpiries = () => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['home', 'certificates'],
    queryFn: () => bodyOf(api.GET('/api/admin/certificates', { params: { query: soon } })),
    ...polled(pollingMs.state),
  });
  return (
    <HomeCard title={t('home.certificates')}>
      <QueryView query={query}>
        {({ items, nextCursor }) => (
          <Expiries
            more={nextCursor !== null}
            ends={items.map(({ fingerprint, subject, notAfter }) => ({
              key: fingerprint,
              at: notAfter,
              link: (
                <Link to="/certificates/$fingerprint" params={{ fingerprint }} className="plain-link">
                  <StoredText>{subject}</StoredText>
                </Link>
              ),
            }))}
          />
        )}
      </QueryView>
      <Link to="/certificates" search={{}} className="plain-link">
        {t('home.allCertificates')}
      </Link>
    </HomeCard>
  );
};
