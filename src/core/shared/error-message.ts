/** Returns the message of what was thrown, which need not be an error. */
export const errorMessageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/**
 * Returns why something failed, in words for the log and the internal health probes alone. A refusal has
 * the reason in `privateDetail`, and its message is only a code.
 */
export const reasonOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'privateDetail' in thrown
    ? String(thrown.privateDetail)
    : errorMessageOf(thrown);
