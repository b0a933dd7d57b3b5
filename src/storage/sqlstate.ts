/** The SQLSTATEs that decide something here (PostgreSQL, appendix A). */
export const deadlockDetected = '40P01';
export const lockNotAvailable = '55P03';

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
