import { Alert, Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { PageList } from '../../parts/page-list.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { QueryView } from '../../parts/query-view.js';
import { Rows } from '../../parts/rows.js';
import { Screen } from '../../parts/screen.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';

type Apis = Schemas['ProtectedApis'];

const load = (cursor?: string): Promise<Apis> =>
  bodyOf(api.GET('/api/admin/apis', { params: { query: cursor === undefined ? {} : { cursor } } }));

/** The APIs behind the gateway, and which processes answer by the same route tables. */
export const ApisScreen = () => {
  const { t } = useTranslation();
  const state = useQuery({ queryKey: ['apis', 'state'], queryFn: () => load(), refetchInterval: 30_000 });
  return (
    <Screen title={t('apis.title')}>
      <Text c="dimmed">{t('apis.lead')}</Text>
      {state.error instanceof ApiError && state.error.status === 422 ? (
        <Alert color="yellow" title={t('apis.unknown')}>
          <Text size="sm" className="stored-text">
            {state.error.message}
          </Text>
        </Alert>
      ) : state.error ? (
        <ProblemAlert error={state.error} retry={() => void state.refetch()} />
      ) : (
        <QueryView query={state}>
          {({ problem, processes }) => (
            <Stack gap="lg">
              {problem !== null && (
                <Alert color="red" title={t('apis.problem')}>
                  <Text size="sm" className="stored-text" style={{ whiteSpace: 'pre-wrap' }}>
                    {problem}
                  </Text>
                </Alert>
              )}
              <ApiList />
              <Processes processes={processes} />
            </Stack>
          )}
        </QueryView>
      )}
    </Screen>
  );
};

const ApiList = () => {
  const { t } = useTranslation();
  return (
    <PageList name={['apis']} load={load} empty={t('apis.empty')}>
      {(items) => (
        <Rows
          label={t('apis.title')}
          minWidth={760}
          heads={[t('apis.name'), t('apis.rules'), t('apis.audiences'), t('apis.bound'), t('apis.changedAt')]}
        >
          {items.map((one) => (
            <Table.Tr key={one.name}>
              <Table.Td>
                <Link to="/apis/$api" params={{ api: one.name }} className="plain-link">
                  {one.name}
                </Link>
                <br />
                <StoredText size="xs" c="dimmed">
                  {[one.title, one.version].filter(Boolean).join(' ')}
                </StoredText>
              </Table.Td>
              <Table.Td>{one.ruleCount}</Table.Td>
              <Table.Td>
                <StoredText size="sm">{one.audiences.join(', ')}</StoredText>
              </Table.Td>
              <Table.Td>{t(one.requireBound ? 'apis.yes' : 'apis.no')}</Table.Td>
              <Table.Td>
                <Time at={one.changedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </PageList>
  );
};

const colors = { same: 'teal', other: 'red', unknown: 'gray' } as const;

const Processes = ({ processes }: Pick<Apis, 'processes'>) => {
  const { t } = useTranslation();
  const doDiffer = processes.some(({ tables }) => tables === 'other');
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t('apis.processes')}
      </Title>
      {processes.length === 0 && <Text c="dimmed">{t('apis.noProcesses')}</Text>}
      {processes.map(({ id, host, tables }) => (
        <Group key={id} gap="xs">
          <StoredText size="sm">{host}</StoredText>
          <Badge color={colors[tables]} variant="light" tt="none">
            {t(`apis.tables.${tables}`)}
          </Badge>
        </Group>
      ))}
      {doDiffer && <Text size="sm">{t('apis.other')}</Text>}
    </Stack>
  );
};
