import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { QueryView } from '../../parts/query-view.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useOverview } from '../../parts/use-overview.js';
import { HomeCard } from './home-card.js';

type SeenProcess = Schemas['SeenProcess'];

const shownMax = 8;

/** The processes of all machines. One that stopped without saying so is missing, and is shown for an hour. */
export const Processes = () => {
  const { t } = useTranslation();
  const query = useOverview();
  return (
    <HomeCard title={t('home.processes')}>
      <QueryView query={query}>{({ processes }) => <ProcessList processes={processes} />}</QueryView>
    </HomeCard>
  );
};

const ProcessList = ({ processes }: { readonly processes: readonly SeenProcess[] }) => {
  const { t } = useTranslation();
  const running = processes.filter(({ state }) => state === 'running').length;
  const versions = new Set(processes.filter(isRunning).map(({ version }) => version));
  // What is missing is not cut off.
  const sorted = processes.toSorted((a, b) => Number(isRunning(a)) - Number(isRunning(b)));
  return (
    <Stack gap="xs">
      <Text size="sm">{t('home.running', { count: running })}</Text>
      {versions.size > 1 && (
        <Text size="sm" c="orange">
          {t('home.versions', { versions: [...versions].join(', ') })}
        </Text>
      )}
      {sorted.slice(0, shownMax).map((process) => (
        <ProcessRow key={process.id} process={process} />
      ))}
      {processes.length > shownMax && (
        <Text size="sm" c="dimmed">
          {t('home.moreProcesses', { count: processes.length - shownMax })}
        </Text>
      )}
    </Stack>
  );
};

const isRunning = ({ state }: SeenProcess): boolean => state === 'running';

const ProcessRow = ({ process }: { readonly process: SeenProcess }) => {
  const { t } = useTranslation();
  const { host, role, version, state, startedAt, lastSeenAt } = process;
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0}>
        <StoredText size="sm">{host}</StoredText>
        <Text size="xs" c="dimmed">
          {t(`home.processRole.${role}`)}, {version}
          <br />
          {state === 'running' ? t('home.startedAt') : t('home.lastSeen')}{' '}
          <Time at={state === 'running' ? startedAt : lastSeenAt} />
        </Text>
      </Stack>
      <Badge variant="light" tt="none" flex="none" color={state === 'running' ? 'teal' : 'red'}>
        {t(`home.processState.${state}`)}
      </Badge>
    </Group>
  );
};
