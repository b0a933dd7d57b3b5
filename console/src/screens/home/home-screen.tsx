import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Screen } from '../../parts/screen.js';
import { CertificateExpiries } from './certificate-expiries.js';
import { Database } from './database.js';
import { KeyStates } from './key-states.js';
import { Processes } from './processes.js';
import { RecentChanges } from './recent-changes.js';
import { SecretExpiries } from './secret-expiries.js';
import { TrafficCharts } from './traffic-charts.js';

/** Whether the gateway works, and what needs attention now. */
export const HomeScreen = () => {
  const { t } = useTranslation();
  return (
    <Screen title={t('home.title')}>
      <TrafficCharts />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <CertificateExpiries />
        <SecretExpiries />
        <KeyStates />
        <Processes />
        <Database />
      </SimpleGrid>
      <RecentChanges />
    </Screen>
  );
};
