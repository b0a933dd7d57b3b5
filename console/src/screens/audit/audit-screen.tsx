import { Button, Group, Select, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Screen } from '../../parts/screen.js';
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
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(filter);
  const set = (name: keyof typeof filter) => (value: string) => setTyped({ ...typed, [name]: value });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate({ search: Object.fromEntries(Object.entries(typed).filter(([, value]) => value)) });
  };
  return (
    <form onSubmit={submit}>
      <Group align="end">
        {(['actor', 'action', 'target'] as const).map((name) => (
          <TextInput
            key={name}
            label={t(`audit.${name}`)}
            value={typed[name] ?? ''}
            onChange={(event) => set(name)(event.currentTarget.value)}
          />
        ))}
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
        <Button type="submit" variant="default">
          {t('audit.filter')}
        </Button>
      </Group>
    </form>
  );
};
