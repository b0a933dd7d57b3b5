import { Accordion, Badge, Code, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { GatewayText } from '../../parts/gateway-text.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { PageList } from '../../parts/page-list.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope } from '../../session/use-session.js';
import { actionText } from './actions.js';
import { type AccountNames, namedTarget, TargetLinks } from './event-targets.js';

export type AuditEvent = Schemas['AuditEvent'];

const pageEvents = '50';

export interface EventFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly outcome?: string | undefined;
  /** Days, such as `2026-11-30`, in the zone of the reader; both are in the list. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Events of the audit trail, newest first; one opens to what was before and after, side by side. */
export const EventList = ({ filter }: { readonly filter: EventFilter }) => {
  const { t } = useTranslation();
  const mayRead = useScope('audit:read');
  if (!mayRead) return <NeedsScopes operations={['listAuditEvents']} />;
  return (
    <PageList
      name={['audit', filter]}
      load={(cursor) =>
        bodyOf(
          api.GET('/api/admin/audit', {
            params: {
              query: { ...given(filter), limit: pageEvents, ...(cursor !== undefined && { cursor }) },
            },
          }),
        )
      }
      empty={t('audit.empty')}
    >
      {(items, { accountNames }) => <Events events={items} names={accountNames} />}
    </PageList>
  );
};

interface EventsProps {
  readonly events: readonly AuditEvent[];
  readonly names: AccountNames;
}

/** Events, each of which opens. */
export const Events = ({ events, names }: EventsProps) => (
  <Accordion variant="separated" order={2}>
    {events.map((event) => (
      <EventItem key={event.id} event={event} names={names} />
    ))}
  </Accordion>
);

const given = ({ since, until, ...filter }: EventFilter): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      ...filter,
      since: since && instantOf(`${since}T00:00:00`),
      until: until && instantOf(`${until}T23:59:59.999`),
    }).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );

/** What an address has that is no day is left to the gateway, which says so. */
const instantOf = (local: string): string => {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? local : time.toISOString();
};

interface EventItemProps {
  readonly event: AuditEvent;
  readonly names: AccountNames;
}

const EventItem = ({ event, names }: EventItemProps) => {
  const { t, i18n } = useTranslation();
  return (
    <Accordion.Item value={event.id}>
      <Accordion.Control>
        <Group gap="xs">
          <Text size="sm" fw={600} title={event.action}>
            {actionText(i18n, event.action)}
          </Text>
          {event.outcome === 'refused' && (
            <Badge color="orange" variant="light" tt="none">
              {t('audit.outcomes.refused')}
            </Badge>
          )}
          <StoredText size="sm">
            {event.targets.map((target) => namedTarget(t, target, names)).join(', ')}
          </StoredText>
        </Group>
        <Text size="xs" c="dimmed">
          <Time at={event.at} /> · <StoredText>{event.actor.name}</StoredText>
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          <TargetLinks targets={event.targets} names={names} />
          {event.reason !== null && <GatewayText message={event.reason} />}
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <State title={t('audit.before')} state={event.before} />
            <State title={t('audit.after')} state={event.after} />
          </SimpleGrid>
          <Text size="xs" c="dimmed" className="mono">
            {t('audit.event', { id: event.id })} · {event.action} · {t('requestId')} {event.requestId ?? '–'}{' '}
            · {event.address ?? '–'} · {event.hash}
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
