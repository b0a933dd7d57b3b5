/**
 * Times that no setting of the session can round.
 *
 * Attack: with the application's login, `ALTER ROLE ... SET extra_float_digits = -7` rounds every
 * float8 that PostgreSQL sends as text to 100 seconds. A revocation would then be known as one
 * before the token, and the token would stay valid. A numeric is sent as it is.
 */

/** The columns of `row`, each as a numeric. They stand behind `row.*`: the last of a name counts. */
export const exact = (row: string, columns: readonly string[]): string =>
  columns.map((column) => `${row}.${column}::numeric AS ${column}`).join(', ');

/** Reads a numeric, which the driver returns as text; `null`: there is no such time. */
export const msOrNull = (text: string | null): number | null => (text === null ? null : Number(text));
