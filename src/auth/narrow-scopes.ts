import { Refusal } from '../core/refusals/refusal.js';

/**
 * What is asked narrows what may be had, and never widens it. More than that is refused and not cut down in silence: whoever asks for
 * a scope goes on to use it, and would meet a 403 far from its cause.
 */
export const narrowScopes = (
  allowed: readonly string[],
  asked: readonly string[] | null,
  who: 'client' | 'user',
): readonly string[] => {
  if (!asked) return allowed;
  // Not the scopes that were asked: a secret may have been pasted there.
  if (asked.some((scope) => !allowed.includes(scope)))
    throw new Refusal(
      'scope_not_allowed',
      `asked for ${String(asked.length)} scopes, not all of them allowed`,
      {
        problems: [`scope: this ${who} may ask for ${allowed.join(' ') || 'none'}`],
      },
    );
  return allowed.filter((scope) => asked.includes(scope));
};
