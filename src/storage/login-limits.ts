/**
 * Limits for whatever runs under the application's login, so that a session that hangs, or is left
 * open by a person, ends itself: one that has the barrier or a row keeps every token, or an
 * operator, waiting. The statements of the product set shorter limits of their own.
 */
export const databaseLoginLimits = {
  lock_timeout: '10s',
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '15s',
} as const;
