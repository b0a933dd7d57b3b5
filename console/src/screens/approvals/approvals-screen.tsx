import { Alert, Card, Group, Select, Stack, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { PageList } from '../../parts/page-list.js';
import { Screen } from '../../parts/screen.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useApproval } from '../../parts/use-approval.js';
import { ChangesNeedingApproval } from './changes-needing-approval.js';
import { StateBadge } from './state-badge.js';
import { type Approval, approvalStates } from './states.js';
import { useRequestWords } from './subject.js';

const route = getRouteApi('/approvals');
// Each request may ask for the name of its account.
const pageItems = '20';

/** The changes that wait for a second operator, and what became of those before. */
export const ApprovalsScreen = () => {
  const { t } = useTranslation();
  const { state = 'pending' } = route.useSearch();
  return (
    <Screen title={t('approvals.title')}>
      <Text c="dimmed">{t('approvals.lead')}</Text>
      <WhenOff />
      <StateFilter state={state} />
      <PageList
        name={['approvals', state]}
        load={(cursor) =>
          bodyOf(
            api.GET('/api/admin/approvals', {
              params: {
                query: {
                  limit: pageItems,
                  ...(state !== 'any' && { state }),
                  ...(cursor !== undefined && { cursor }),
                },
              },
            }),
          )
        }
        empty={t('approvals.empty')}
      >
        {(items) => (
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
            {items.map((approval) => (
              <Request key={approval.id} approval={approval} />
            ))}
          </Stack>
        )}
      </PageList>
      <ChangesNeedingApproval />
    </Screen>
  );
};

/** Where nothing waits, it says so: an empty list would look like a gateway with nothing to decide. */
const WhenOff = () => {
  const { t } = useTranslation();
  if (useApproval()?.enabled !== false) return null;
  return (
    <Alert color="gray" title={t('approvals.off')}>
      {t('approvals.offText')}
    </Alert>
  );
};

const StateFilter = ({ state }: { readonly state: Schemas['Approval']['state'] | 'any' }) => {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <Select
      w={220}
      label={t('approvals.state')}
      value={state}
      onChange={(chosen) => void navigate({ search: { state: chosen ?? 'any' }, replace: true })}
      data={[
        ...approvalStates.map((value) => ({ value, label: t(`approvals.states.${value}`) })),
        { value: 'any' as const, label: t('approvals.any') },
      ]}
      allowDeselect={false}
    />
  );
};

const Request = ({ approval }: { readonly approval: Approval }) => {
  const { t } = useTranslation();
  const { id, askedBy, askedAt, until, state } = approval;
  const { sentence } = useRequestWords(approval);
  return (
    <Card component="li" withBorder padding="sm">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Link to="/approvals/$approval" params={{ approval: id }} className="plain-link">
          <StoredText fw={600}>{sentence}</StoredText>
        </Link>
        <StateBadge state={state} />
      </Group>
      <Text size="sm" c="dimmed" component="div">
        <StoredText>{t('approvals.askedBy', { name: askedBy.name })}</StoredText> · <Time at={askedAt} /> ·{' '}
        {t('approvals.until')} <Time at={until} />
      </Text>
    </Card>
  );
};
