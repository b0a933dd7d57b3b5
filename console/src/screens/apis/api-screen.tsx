import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { Fact, Facts } from '../../parts/facts.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { StoredText } from '../../parts/stored-text.js';
import { tabOf } from '../../parts/tab-of.js';
import { Time } from '../../parts/time.js';
import { ApiRules } from './api-rules.js';
import { CheckForm } from './check-form.js';
import { CompareForm } from './compare-form.js';

const route = getRouteApi('/apis/$api');
const tabs = ['rules', 'check', 'compare'] as const;

/** One protected API: its rules, a check of a request, and a comparison with a new document. */
export const ApiScreen = () => {
  const { t } = useTranslation();
  const { api: name } = route.useParams();
  const tab = tabOf(tabs, route.useSearch().tab);
  const navigate = route.useNavigate();
  const query = useQuery({
    queryKey: ['api', name],
    queryFn: () => bodyOf(api.GET('/api/admin/apis/{api}', { params: { path: { api: name } } })),
  });
  return (
    <Screen title={name}>
      <QueryView query={query}>{(found) => <ApiDetails found={found} />}</QueryView>
      {query.data && (
        <Tabs
          value={tab}
          onChange={(chosen) => void navigate({ search: { tab: chosen ?? tab }, replace: true })}
          keepMounted={false}
        >
          <Tabs.List>
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`apis.tabs.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="rules" pt="md">
            <ApiRules api={name} />
          </Tabs.Panel>
          <Tabs.Panel value="check" pt="md">
            <CheckForm api={name} />
          </Tabs.Panel>
          <Tabs.Panel value="compare" pt="md">
            <CompareForm api={name} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Screen>
  );
};

const ApiDetails = ({ found }: { readonly found: Schemas['ProtectedApi'] }) => {
  const { t } = useTranslation();
  const { scopes, scopeCount } = found;
  return (
    <Facts>
      <Fact name={t('apis.name')}>
        <StoredText>{[found.title, found.version].filter(Boolean).join(' ')}</StoredText>
      </Fact>
      <Fact name={t('apis.upstream')}>
        <StoredText>{found.upstream}</StoredText>
      </Fact>
      <Fact name={t('apis.audiences')}>
        <StoredText>{found.audiences.join(', ')}</StoredText>
      </Fact>
      <Fact name={t('apis.bound')}>{t(found.requireBound ? 'apis.yes' : 'apis.no')}</Fact>
      <Fact name={t('apis.rules')}>{found.ruleCount}</Fact>
      <Fact name={t('apis.changedAt')}>
        <Time at={found.changedAt} />
      </Fact>
      <Fact name={t('apis.scopes')}>
        <StoredText>{scopes.join(' ')}</StoredText>{' '}
        {scopeCount > scopes.length && t('apis.moreScopes', { count: scopeCount - scopes.length })}
      </Fact>
      <Fact name={t('apis.digest')}>
        <span className="mono">{found.digest}</span>
      </Fact>
    </Facts>
  );
};
