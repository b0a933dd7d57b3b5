import { useSyncExternalStore } from 'react';
import { session, type SessionState } from './session.js';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state);

/** Whether the operator's token has a scope of the admin API, such as `admin:write`. */
export const useScope = (scope: string): boolean => {
  const state = useSession();
  return state.kind === 'signed-in' && state.operator.scopes.includes(scope);
};
