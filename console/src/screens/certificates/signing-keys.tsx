import { Badge, Group, Select, Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { QueryView } from '../../parts/query-view.js';
import { Rows } from '../../parts/rows.js';
import { Time } from '../../parts/time.js';
import { KeyPreview } from './key-preview.js';
import { KeyTimeline } from './key-timeline.js';

type SigningKey = Schemas['SigningKey'];

const stateColors = { next: 'blue', active: 'teal', retiring: 'yellow', retired: 'gray' } as const;

/** The signing keys, what each is for, and their rotation with a preview. */
export const SigningKeys = () => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  const query = useQuery({ queryKey: ['keys'], queryFn: () => bodyOf(api.GET('/api/admin/keys')) });
  return (
    <Stack>
      <NeedsScopes operations={['rotateKey', 'revokeKey']} />
      <QueryView query={query}>
        {({ items }) => (
          <>
            <Rotation keys={items} ask={setChange} />
            <Title order={2} size="h4">
              {t('certificates.timeline')}
            </Title>
            <KeyTimeline keys={items} />
            <KeyRows keys={items} ask={setChange} />
          </>
        )}
      </QueryView>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Stack>
  );
};

interface KeyRowsProps {
  readonly keys: readonly SigningKey[];
  readonly ask: (change: Change) => void;
}

const KeyRows = ({ keys, ask }: KeyRowsProps) => {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('certificates.tabs.keys')}
      heads={[
        'kid',
        t('certificates.algorithm'),
        t('certificates.use'),
        t('field.status'),
        t('certificates.activates'),
        t('certificates.retires'),
        '',
      ]}
    >
      {keys.map((key) => (
        <Table.Tr key={key.kid}>
          <Table.Td className="mono">{key.kid}</Table.Td>
          <Table.Td>{key.algorithm}</Table.Td>
          <Table.Td>{t(`certificates.uses.${key.use}`)}</Table.Td>
          <Table.Td>
            <Badge color={stateColors[key.state]} variant="light" tt="none">
              {t(`certificates.state.${key.state}`)}
            </Badge>
          </Table.Td>
          <Table.Td>
            <Time at={key.activatesAt} />
          </Table.Td>
          <Table.Td>{key.retiresAt === null ? '–' : <Time at={key.retiresAt} />}</Table.Td>
          <Table.Td>
            <ActionButton
              operation="revokeKey"
              size="xs"
              ends
              disabled={key.state === 'retired'}
              onClick={() => ask(revoke(key, keys))}
            >
              {t('certificates.revoke')}
            </ActionButton>
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
};

const Rotation = ({ keys, ask }: KeyRowsProps) => {
  const { t } = useTranslation();
  const [algorithm, setAlgorithm] = useState('HS256');
  const [use, setUse] = useState<SigningKey['use']>('merchant');
  const change: Change = {
    kind: 'rotateKey',
    of: algorithm,
    typed: null,
    send: (params) => bodyOf(api.POST('/api/admin/keys/rotate', { params, body: { algorithm, use } })),
    details: (preview) => <KeyPreview keys={keys} preview={preview} use={use} algorithm={algorithm} />,
  };
  return (
    <Group align="end">
      <Select
        w={130}
        label={t('certificates.algorithm')}
        value={algorithm}
        onChange={(chosen) => setAlgorithm(chosen ?? algorithm)}
        data={['HS256', 'RS256', 'ES256']}
        allowDeselect={false}
      />
      <Select
        w={230}
        label={t('certificates.use')}
        value={use}
        onChange={(chosen) => setUse(chosen === 'operator' ? 'operator' : 'merchant')}
        data={(['merchant', 'operator'] as const).map((value) => ({
          value,
          label: t(`certificates.uses.${value}`),
        }))}
        allowDeselect={false}
      />
      <ActionButton operation="rotateKey" onClick={() => ask(change)}>
        {t('certificates.rotate')}
      </ActionButton>
    </Group>
  );
};

const revoke = ({ kid, use, algorithm }: SigningKey, keys: readonly SigningKey[]): Change => ({
  kind: 'revokeKey',
  of: kid,
  typed: kid,
  send: (sending) => bodyOf(api.DELETE('/api/admin/keys/{kid}', { params: { path: { kid }, ...sending } })),
  details: (preview) => <KeyPreview keys={keys} preview={preview} use={use} algorithm={algorithm} />,
});
