import type { QueryClient } from '@tanstack/react-query';
import { session } from './session.js';

/**
 * Reads anew after each sign-in: what failed while no one was signed in does not stay on the screen, and what one operator
 * read or asked for is not shown to the next.
 */
export const refreshAfterSignIn = (queries: QueryClient): void => {
  let wasSignedIn = false;
  let lastAccount: string | null = null;
  session.subscribe(() => {
    const state = session.state();
    const isSignedIn = state.kind === 'signed-in';
    if (isSignedIn && !wasSignedIn) {
      const { accountId } = state.operator;
      if (accountId === lastAccount) void queries.invalidateQueries();
      else {
        queries.getMutationCache().clear();
        void queries.resetQueries();
      }
      lastAccount = accountId;
    }
    wasSignedIn = isSignedIn;
  });
};
