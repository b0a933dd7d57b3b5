import { SimpleGrid, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Screen } from '../../parts/screen.js';
import { EventList } from '../audit/event-list.js';
import { Database } from './database.js';
import { EndingCertificates } from './ending-certificates.js';
import { EndingSecrets } from './ending-secrets.js';
import { KeyStates } from './key-states.js';
import { Processes } from './processes.js';
import { TrafficCharts } from './traffic-charts.js';

const eventsShown = 8;

/** Whether the gateway works, and what needs attention now. */
export const HomeScreen = () => {
  const { t } = useTranslation();
  return (
    <Screen title={t('home.title')}>
      <TrafficCharts />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <EndingCertificates />
        <EndingSecrets />
        <KeyStates />
        <Processes />
        <Database />
      </SimpleGrid>
      <Stack>
        <Title order={2} size="h4">
          {t('home.recentChanges')}
        </Title>
        <EventList filter={{}} limit={eventsShown} />
      </Stack>
    </Screen>
  );
};
