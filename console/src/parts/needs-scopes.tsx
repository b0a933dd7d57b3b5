import { Alert, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Operation, OperatorScope } from '../api/permissions.js';
import { allowsScope } from '../session/scopes.js';
import { type Owner, scopesFor, useSession } from '../session/use-session.js';
import { useMissingScope } from './missing-scope.js';

interface NeedsScopesProps {
  /** What the buttons of a screen do. */
  readonly operations: readonly Operation[];
  readonly owner?: Owner;
}

/** Says which buttons of a screen cannot be pressed, and why; nothing for who may press all of them. */
export const NeedsScopes = ({ operations, owner = 'merchant' }: NeedsScopesProps) => {
  const { t } = useTranslation();
  const state = useSession();
  if (state.kind === 'signed-out') return null;
  const needed = new Set(operations.flatMap((operation) => scopesFor(operation, owner)));
  const missing = [...needed].filter((scope) => !allowsScope(state.operator.scopes, scope));
  if (missing.length === 0) return null;
  return (
    <Alert color="gray" title={t('scope.title')}>
      {owner === 'operator' && <Text size="sm">{t('scope.ofOperator')}</Text>}
      <List size="sm">
        {missing.map((scope) => (
          <MissingScope key={scope} scope={scope} />
        ))}
      </List>
    </Alert>
  );
};

const MissingScope = ({ scope }: { readonly scope: OperatorScope }) => (
  <List.Item>{useMissingScope(scope)}</List.Item>
);
