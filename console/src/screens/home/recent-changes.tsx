import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { QueryView } from '../../parts/query-view.js';
import { useScope } from '../../session/use-session.js';
import { type AuditEvent, Events } from '../audit/event-list.js';

const eventsShown = 8;
// Each closed page leaves an event: enough of them are read that changes are left.
const eventsRead = '50';

/** The latest changes. Sign-outs, which are events too, are left out. */
export const RecentChanges = () => {
  const { t } = useTranslation();
  const mayRead = useScope('audit:read');
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('home.recentChanges')}
      </Title>
      {mayRead ? <Changes /> : <NeedsScopes operations={['listAuditEvents']} />}
    </Stack>
  );
};

const Changes = () => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['audit', 'recent'],
    queryFn: () => bodyOf(api.GET('/api/admin/audit', { params: { query: { limit: eventsRead } } })),
  });
  return (
    <QueryView query={query}>
      {({ items, accountNames }) => {
        const changes = items.filter((event) => !isOwnSignOut(event)).slice(0, eventsShown);
        return (
          <>
            {changes.length === 0 ? (
              <Text c="dimmed">{t('audit.empty')}</Text>
            ) : (
              <Events events={changes} names={accountNames} />
            )}
            <Link to="/audit" className="plain-link">
              {t('home.allChanges')}
            </Link>
          </>
        );
      }}
    </QueryView>
  );
};

/** An operator who ended a token of their own, as each sign-out does. */
const isOwnSignOut = ({ action, actor, targets }: AuditEvent): boolean =>
  action === 'token.revoke' && actor.accountId !== null && targets.includes(`account ${actor.accountId}`);
