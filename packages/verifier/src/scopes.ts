/** RFC 6749 section 3.3: printable ASCII without space, quote and backslash. */
const scopeGrammar = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Checks the scopes that a program requires. Throws `TypeError`: a malformed scope would otherwise
 * be one that no token has, or break a header.
 */
export const checkedScopes = (scopes: readonly string[]): readonly string[] => {
  const wrong = scopes.find((scope) => !scopeGrammar.test(scope));
  if (wrong !== undefined)
    throw new TypeError(
      `requiredScopes: ${JSON.stringify(wrong)} is not a scope; list each scope separately.`,
    );
  return scopes;
};
