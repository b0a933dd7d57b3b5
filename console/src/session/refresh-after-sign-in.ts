import type { QueryClient } from '@tanstack/react-query';
import { session } from './session.js';

/**
 * Reads anew after each sign-in: what failed while no one was signed in does not stay on the screen, and what one operator
 * read is not shown to the next.
 */
export const refreshAfterSignIn = (queries: QueryClient): void => {
  let wasSignedIn = false;
  let lastAccount: string | null = null;
  session.subscribe(() => {
    const state = session.state();
    const isSignedIn = state.kind === 'signed-in';
    if (isSignedIn && !wasSignedIn) {
      const isSame = state.operator.accountId === lastAccount;
      lastAccount = state.operator.accountId;
      void (isSame ? queries.invalidateQueries() : queries.resetQueries());
    }
    wasSignedIn = isSignedIn;
  });
};
