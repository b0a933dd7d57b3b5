/** What an error says of itself in a closed set of words. */
const closedSetWordOf = ({
  reason,
  code,
  name,
}: {
  reason?: unknown;
  code?: unknown;
  name?: unknown;
}): unknown =>
  [reason, code, name].find((word) => typeof word === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(word));

/**
 * Returns the attribute `error.type`: the code of a refusal or of an error of management, a SQLSTATE, or
 * the class of the error.
 */
export const errorTypeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return '_OTHER';
  const word = closedSetWordOf(thrown);
  return typeof word === 'string' ? word : '_OTHER';
};
