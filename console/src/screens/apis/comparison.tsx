import { Alert, Badge, Card, List, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { CopyField } from '../../parts/copy-field.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { ScopeAlternatives } from './scope-alternatives.js';

type Found = Schemas['DocumentComparison'];

const colors = { added: 'teal', removed: 'red', changed: 'orange' } as const;

/** The rules that would change, before and after side by side. */
export const Comparison = ({ found }: { readonly found: Found }) => {
  const { t } = useTranslation();
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Text fw={600} role="status">
          {(['added', 'removed', 'changed', 'unchanged'] as const)
            .map((name) => t(`apis.compare.counts.${name}`, { count: found.counts[name] }))
            .join(', ')}
        </Text>
        {found.changes.length === 0 ? (
          <Text>{t('apis.compare.none')}</Text>
        ) : (
          <Changes changes={found.changes} />
        )}
        <Notes found={found} />
        <CopyField label={t('apis.compare.command')} value={found.command} />
      </Stack>
    </Card>
  );
};

const Changes = ({ changes }: Pick<Found, 'changes'>) => {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('apis.compare.submit')}
      minWidth={760}
      heads={[t('apis.compare.change'), t('apis.path'), t('apis.compare.before'), t('apis.compare.after')]}
    >
      {changes.map(({ change, method, path, before, after }) => (
        <Table.Tr key={`${method} ${path}`}>
          <Table.Td>
            <Badge color={colors[change]} variant="light" tt="none">
              {t(`apis.compare.changes.${change}`)}
            </Badge>
          </Table.Td>
          <Table.Td className="mono">
            <StoredText size="sm">{`${method} ${path}`}</StoredText>
          </Table.Td>
          <Table.Td>
            <ScopeAlternatives scopes={before} />
          </Table.Td>
          <Table.Td>
            <ScopeAlternatives scopes={after} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
};

const Notes = ({ found: { leftOut, notes } }: { readonly found: Found }) => {
  const { t } = useTranslation();
  return (
    <>
      {leftOut.length > 0 && (
        <section>
          <Title order={3} size="h6">
            {t('apis.compare.leftOut')}
          </Title>
          <List size="sm">
            {leftOut.map(({ method, path, why }) => (
              <List.Item key={`${method} ${path}`}>
                <StoredText size="sm">{`${method} ${path}: ${why}`}</StoredText>
              </List.Item>
            ))}
          </List>
        </section>
      )}
      {notes.length > 0 && (
        <Alert color="yellow" title={t('apis.compare.notes')}>
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>
                <StoredText size="sm">{note}</StoredText>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
};
