import { Button, Group, Select, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Screen } from '../../parts/screen.js';
import { targetFrom } from '../../parts/target-text.js';
import { actionText, auditActions } from './actions.js';
import { ChainState } from './chain-state.js';
import { EventList } from './event-list.js';

const route = getRouteApi('/audit');

/** The audit trail with filters, and the state of its chain. */
export const AuditScreen = () => {
  const { t } = useTranslation();
  const filter = route.useSearch();
  return (
    <Screen title={t('audit.title')}>
      <ChainState />
      <Filters />
      <EventList filter={filter} />
    </Screen>
  );
};

const Filters = () => {
  const { t, i18n } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(filter);
  // A link, the way back and a filter that was found by name change the address by themselves: the fields follow.
  const [shown, setShown] = useState(filter);
  if (JSON.stringify(shown) !== JSON.stringify(filter)) {
    setShown(filter);
    setTyped(filter);
  }
  const set = (name: keyof typeof filter) => (value: string) => setTyped({ ...typed, [name]: value });
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const target = typed.target?.trim() ? (targetFrom(t, typed.target) ?? (await named(typed.target))) : '';
    const all = { ...typed, target };
    await navigate({ search: Object.fromEntries(Object.entries(all).filter(([, value]) => value)) });
  };
  const field = (name: keyof typeof filter) => ({
    label: t(`audit.${name}`),
    value: typed[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => set(name)(event.currentTarget.value),
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Group align="end">
        <TextInput {...field('actor')} />
        <Select
          w={280}
          label={t('audit.action')}
          placeholder={t('audit.outcomes.any')}
          value={typed.action ?? null}
          onChange={(value) => set('action')(value ?? '')}
          data={auditActions.map((value) => ({ value, label: actionText(i18n, value) }))}
          nothingFoundMessage={t('list.empty')}
          searchable
          clearable
        />
        <TextInput w={280} description={t('audit.targetHint')} {...field('target')} />
        <Select
          label={t('audit.outcome')}
          placeholder={t('audit.outcomes.any')}
          value={typed.outcome ?? null}
          onChange={(value) => set('outcome')(value ?? '')}
          data={(['done', 'refused'] as const).map((value) => ({
            value,
            label: t(`audit.outcomes.${value}`),
          }))}
          clearable
        />
        <TextInput type="date" {...field('since')} />
        <TextInput type="date" {...field('until')} />
        <Button type="submit" variant="default">
          {t('audit.filter')}
        </Button>
      </Group>
    </form>
  );
};

/** The account with this name, if it is the only one; else the text as it was typed. */
const named = async (typed: string): Promise<string> => {
  const text = typed.trim();
  try {
    const { items } = await bodyOf(api.GET('/api/admin/search', { params: { query: { q: text } } }));
    const accounts = items.filter((item) => item.type === 'account');
    const [account] = accounts;
    return account && accounts.length === 1 ? `account ${account.accountId}` : text;
  } catch {
    return text;
  }
};
