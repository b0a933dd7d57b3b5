import type { AccountId, Fingerprint } from '../shared/ids.js';
import type { Secret } from './secret.js';

/**
 * The classes of slow hashes; each has a share of the queue.
 * - `linked`: the handshake proved a certificate that NGINX trusts and that is linked to the client.
 *   These come first: an attacker pays nothing for a certificate of their own, and cannot have such
 *   a one.
 * - `unlinked`: the secret of any other client.
 * - `user`: the password of a user of the realm.
 */
export const hashClasses = ['unlinked', 'user', 'linked'] as const;
export type HashClass = (typeof hashClasses)[number];

/** What the cost of a slow hash is charged to. */
export interface HashQuotaKey {
  readonly hashClass: HashClass;
  readonly address: string | null;
  readonly fingerprint: Fingerprint | null;
  /**
   * The account of a linked client, whose certificates all count as one: an account can have twenty of
   * them, and with a share each they would fill the queue. `null` in the other classes.
   */
  readonly accountId: AccountId | null;
}

export interface SecretCheck {
  readonly presented: Secret;
  readonly digests: readonly string[];
  readonly quotaKey: HashQuotaKey;
  /**
   * Whether a match may answer sooner than a mismatch. Only when there is no other finding against
   * the request: otherwise a quick refusal would tell an attacker without the certificate that the
   * guessed secret is right.
   */
  readonly mayRespondEarly: boolean;
}

/** Compares a presented secret with digests. The cost depends only on the form of the secret. */
export abstract class SecretVerifier {
  /**
   * Returns the index of the digest that matches, or `null`. Throws `Refusal('overloaded')` when the
   * queue of the slow hash is full.
   */
  abstract indexOfMatch(check: SecretCheck): Promise<number | null>;
  /**
   * Returns the index of the digest that matches, as far as that is known without a slow hash; else
   * `null`, which decides nothing. Costs the same for every presented secret of one form.
   */
  abstract indexOfQuickMatch(presented: Secret, digests: readonly string[]): number | null;
  /**
   * Returns the digest to store instead of the one that matched, made with the current pepper or
   * parameters. Returns `null` when the digest is current, or when the process is too busy.
   */
  abstract renewed(presented: Secret, digest: string): Promise<string | null>;
}
