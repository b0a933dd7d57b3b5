import { Accordion, Badge, Code, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { PageList } from '../../parts/page-list.js';
import { shortTarget } from '../../parts/short-target.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope } from '../../session/use-session.js';

type AuditEvent = Schemas['AuditEvent'];

export interface EventFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly outcome?: string | undefined;
}

/** Events of the audit trail, newest first; one opens to what was before and after, side by side. */
export const EventList = ({
  filter,
  limit = 50,
}: {
  readonly filter: EventFilter;
  readonly limit?: number;
}) => {
  const { t } = useTranslation();
  const mayRead = useScope('audit:read');
  if (!mayRead) return <NeedsScopes operations={['listAuditEvents']} />;
  return (
    <PageList
      name={['audit', filter, limit]}
      load={(cursor) =>
        bodyOf(
          api.GET('/api/admin/audit', {
            params: {
              query: { ...given(filter), limit: String(limit), ...(cursor !== undefined && { cursor }) },
            },
          }),
        )
      }
      empty={t('audit.empty')}
    >
      {(items) => (
        <Accordion variant="separated" order={2}>
          {items.map((event) => (
            <EventItem key={event.id} event={event} />
          ))}
        </Accordion>
      )}
    </PageList>
  );
};

const given = (filter: EventFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => Boolean(value)));

const EventItem = ({ event }: { readonly event: AuditEvent }) => {
  const { t } = useTranslation();
  return (
    <Accordion.Item value={event.id}>
      <Accordion.Control>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {event.action}
          </Text>
          {event.outcome === 'refused' && (
            <Badge color="orange" variant="light" tt="none">
              {t('audit.outcomes.refused')}
            </Badge>
          )}
          <StoredText size="sm">{event.targets.map(shortTarget).join(', ')}</StoredText>
        </Group>
        <Text size="xs" c="dimmed">
          <Time at={event.at} /> · <StoredText>{event.actor.name}</StoredText>
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          {event.reason !== null && <Text size="sm">{event.reason}</Text>}
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <State title={t('audit.before')} state={event.before} />
            <State title={t('audit.after')} state={event.after} />
          </SimpleGrid>
          <Text size="xs" c="dimmed" className="mono">
            {t('audit.event', { id: event.id })} · {t('requestId')} {event.requestId ?? '–'} ·{' '}
            {event.address ?? '–'} · {event.hash}
          </Text>
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
};

const State = ({ title, state }: { readonly title: string; readonly state: unknown }) => (
  <div>
    <Text size="xs" c="dimmed">
      {title}
    </Text>
    <Code block dir="auto">
      {readable(state)}
    </Code>
  </div>
);

/** The fields that differ, indented; `–` where there was nothing. */
const readable = (state: unknown): string => {
  if (state === null || state === undefined) return '–';
  const value: unknown = typeof state === 'string' ? JSON.parse(state) : state;
  return JSON.stringify(value, null, 2);
};
