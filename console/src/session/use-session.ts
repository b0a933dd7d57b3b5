import { useSyncExternalStore } from 'react';
import { type Operation, operationScopes, type OperatorScope } from '../api/permissions.js';
import { allowsScope } from './scopes.js';
import { session, type SessionState } from './session.js';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state);

/** Whether the operator's token allows what needs a scope of the admin API. */
export const useScope = (scope: OperatorScope): boolean => {
  const state = useSession();
  return state.kind === 'signed-in' && allowsScope(state.operator.scopes, scope);
};

/** What a change is made to. Only administrators change what belongs to an operator. */
export type Owner = 'merchant' | 'operator';

/** Returns the scope that a change needs. */
export const scopeFor = (operation: Operation, owner: Owner): OperatorScope =>
  owner === 'operator' ? 'admin:write' : operationScopes[operation];
