import { useSyncExternalStore } from 'react';
import type { Schemas } from '../api/client.js';
import { type Operation, operationScopes, type OperatorScope } from '../api/permissions.js';
import { allowsScope } from './scopes.js';
import { session, type SessionState } from './session.js';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state);

/** Whether the operator's token allows what needs a scope of the admin API. */
export const useScope = (scope: OperatorScope): boolean => {
  const state = useSession();
  return state.kind === 'signed-in' && allowsScope(state.operator.scopes, scope);
};

/** Returns the first of these scopes that the operator's token lacks; `null`: it lacks none. */
export const useLackingScope = (scopes: readonly OperatorScope[]): OperatorScope | null => {
  const state = useSession();
  const allowed = state.kind === 'signed-in' ? state.operator.scopes : [];
  return scopes.find((scope) => !allowsScope(allowed, scope)) ?? null;
};

/**
 * Whose account a change is made to. Only administrators change what belongs to an operator. A resource server may
 * introspect all tokens, so what belongs to one needs `access:write` as well.
 */
export type Owner = 'merchant' | 'operator' | 'resource-server';

export const ownerOf = ({
  kind,
  resourceServer,
}: Pick<Schemas['Account'], 'kind' | 'resourceServer'>): Owner =>
  kind === 'merchant' && resourceServer ? 'resource-server' : kind;

/** Returns the scopes that a change needs. */
export const scopesFor = (operation: Operation, owner: Owner): readonly OperatorScope[] => {
  if (owner === 'operator') return ['admin:write'];
  return owner === 'merchant' ? [operationScopes[operation]] : [operationScopes[operation], 'access:write'];
};
