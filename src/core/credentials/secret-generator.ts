import type { Secret } from './secret.js';

/** A secret that a person chose, with what its strength depends on. */
export interface CustomSecret {
  readonly secret: Secret;
  /** What it is: the secret of a client, or the password of a user. */
  readonly field: 'secret' | 'password';
  /** What others know: the names of the account, the client and the user, and the tax id. */
  readonly names: readonly string[];
}

/** Generates secrets and the digests that may be stored of them. */
export abstract class SecretGenerator {
  /** Returns a new generated secret, to be shown once, and its digest. */
  abstract make(): { readonly secret: Secret; readonly digest: string };
  /**
   * Returns a new password for a person, to be shown once, and its digest, which is slow like that
   * of every password.
   */
  abstract makePassword(): Promise<{ readonly secret: Secret; readonly digest: string }>;
  /**
   * Says why a custom secret is easy to guess, in words that follow its name; `null` when it is not.
   * Throws `ManagementError('unavailable')` when it cannot be judged now.
   */
  abstract weaknessOf(custom: CustomSecret): Promise<string | null>;
  /** Returns the digest of a custom secret, which is slow on purpose. */
  abstract digestCustom(secret: Secret): Promise<string>;
  /**
   * Returns the form in which a digest of another system is stored (`stored-digest.ts`), under the
   * current pepper. `null` when it is already so, or in a form that is not accepted.
   */
  abstract pepperedDigest(digest: string): string | null;
  /**
   * Returns whether one of these is the digest of this custom secret. Each comparison is as slow as
   * making a digest.
   */
  abstract isOneOf(secret: Secret, digests: readonly string[]): Promise<boolean>;
  /**
   * Returns the ids of the known peppers: digests are made under the current one, and matched under
   * all.
   */
  abstract peppers(): KnownPeppers;
}

export interface KnownPeppers {
  readonly current: string;
  readonly others: readonly string[];
}
