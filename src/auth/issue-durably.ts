import { Refusal } from '../core/refusals/refusal.js';
import { isWorthAnotherAttempt } from '../core/tokens/record-deadline-exceeded.js';

/**
 * Issues a token whose record is committed. Tries once, and once more when the record was turned
 * down.
 *
 * A record that is turned down means that the account changed since it was read, or that the key
 * was revoked. Reading both again finds out whether that change was a revocation (refused, with its
 * cause) or harmless (issued): no merchant's request fails because of an edit. A record that came too
 * late over a slow connection is refused at once: the next one would take as long.
 */
export const issueDurably = async <Token>(
  /** Resolves to `null` when the record was turned down. */
  attempt: () => Promise<Token | null>,
  rereadKey: () => Promise<void>,
): Promise<Token> => {
  const token = await attempt().catch(nullIfWorthAnother);
  if (token !== null) return token;
  await rereadKey();
  const tokenOfSecondAttempt = await attempt();
  if (tokenOfSecondAttempt !== null) return tokenOfSecondAttempt;
  throw new Refusal(
    'changed_meanwhile',
    'the account, or the signing key, was changed twice while this request was processed',
  );
};

/** For an attempt that another may follow: `null`, as of a record that was turned down, or throws on. */
export const nullIfWorthAnother = (thrown: unknown): null => {
  if (isWorthAnotherAttempt(thrown)) return null;
  throw thrown;
};
