/** The SQLSTATEs that decide something here (PostgreSQL, appendix A). */
export const deadlockDetected = '40P01';
export const lockNotAvailable = '55P03';
const queryCanceled = '57014';

/** A change that PostgreSQL ended for a reason outside its session: its data, or another session. */
const endedByOthers = new Set([lockNotAvailable, queryCanceled]);

/**
 * Returns whether a session may be the reason that its statement failed, so that another session might
 * succeed: one that was opened while the database was read-only stays read-only for as long as it lives.
 */
export const mayBeFaultOfSession = (error: unknown): boolean => {
  const state = sqlStateOf(error);
  // Class 22: a value; 23: a constraint; 40: a concurrent change.
  return state !== null && !endedByOthers.has(state) && !/^(22|23|40)/.test(state);
};

/** Five digits or capital letters: no code of the product's own errors has this form. */
const grammar = /^[0-9A-Z]{5}$/;

/**
 * Returns the SQLSTATE of a failed statement, or `null`. TypeORM and the product's own errors wrap
 * the driver's error, which has it.
 */
export const sqlStateOf = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const { code, driverError, cause } = error as Error & { code?: unknown; driverError?: unknown };
  const own = typeof code === 'string' && grammar.test(code) ? code : null;
  return own ?? sqlStateOf(driverError) ?? sqlStateOf(cause);
};
