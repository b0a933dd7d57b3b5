import type { Secret } from './secret.js';

/**
 * The queues of slow hashes. Operators, at the admin listener, have one of their own: no flood at the
 * listeners for merchants takes its places, and none there takes a merchant's.
 */
export const hashQueues = ['merchants', 'operators'] as const;
export type HashQueueName = (typeof hashQueues)[number];

/**
 * The classes of slow hashes; each has a share of the queue.
 * - `linked`: the handshake proved a certificate that NGINX trusts and that is linked to the account
 *   of the client, or of the user. These come first: an attacker pays nothing for a certificate of
 *   their own, and cannot have such a one.
 * - `unlinked`: the secret of any other client.
 * - `user`: the password of any other user of the realm.
 */
export const hashClasses = ['linked', 'unlinked', 'user'] as const;
export type HashClass = (typeof hashClasses)[number];

/** What the cost of a slow hash counts against. */
export interface HashQuotaKey {
  readonly queue: HashQueueName;
  readonly hashClass: HashClass;
  /**
   * The account in the class `linked`: it can have twenty certificates, which all count as one. The
   * address in the others, since anyone makes another certificate.
   */
  readonly quotaOwner: string;
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
  abstract upgradedDigest(presented: Secret, digest: string): Promise<string | null>;
}
