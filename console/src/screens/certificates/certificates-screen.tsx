import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Screen } from '../../parts/screen.js';
import { tabOf } from '../../parts/tab-of.js';
import { ClientCas } from './client-cas.js';
import { ExpiringCertificates } from './expiring-certificates.js';
import { SigningKeys } from './signing-keys.js';

const route = getRouteApi('/certificates');
const tabs = ['expiring', 'clientCas', 'keys'] as const;

/** What expires, whose certificates are accepted, and what tokens are signed with. */
export const CertificatesScreen = () => {
  const { t } = useTranslation();
  const tab = tabOf(tabs, route.useSearch().tab);
  const navigate = route.useNavigate();
  return (
    <Screen title={t('certificates.title')}>
      <Tabs
        value={tab}
        onChange={(chosen) => void navigate({ search: { tab: chosen ?? tab }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`certificates.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="expiring" pt="md">
          <ExpiringCertificates />
        </Tabs.Panel>
        <Tabs.Panel value="clientCas" pt="md">
          <ClientCas />
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <SigningKeys />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
};
