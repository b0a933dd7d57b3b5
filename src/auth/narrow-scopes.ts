import { Refusal } from '../core/refusals/refusal.js';

/**
 * Returns the requested scopes, or all allowed ones when none is requested. A request for more than
 * is allowed is refused and not silently reduced: the client would use the missing scope, and meet
 * a 403 far from its cause.
 */
export const narrowScopes = (
  allowed: readonly string[],
  requested: readonly string[] | null,
  who: 'client' | 'user',
): readonly string[] => {
  if (!requested) return allowed;
  // The message does not repeat the requested scopes: they may contain a secret pasted by mistake.
  if (requested.some((scope) => !allowed.includes(scope)))
    throw new Refusal(
      'scope_not_allowed',
      `requested ${String(requested.length)} scopes, and not all are allowed`,
      {
        problems: [`scope: this ${who} may ask for ${allowed.join(' ') || 'none'}`],
      },
    );
  return allowed.filter((scope) => requested.includes(scope));
};
