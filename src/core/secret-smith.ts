import type { Secret } from './secret.js';

/** Makes secrets and the digests that may be kept of them. */
export abstract class SecretSmith {
  /** A new gateway-made secret, to be shown once, and its digest. */
  abstract make(): { readonly secret: Secret; readonly digest: string };
  /** A new password for a person, to be shown once, and its digest, which is slow like that of every password. */
  abstract makePassword(): Promise<{ readonly secret: Secret; readonly digest: string }>;
  /** The digest of a secret that somebody chose: slow on purpose. */
  abstract digestChosen(secret: Secret): Promise<string>;
  /** Whether one of these is the digest of a secret that somebody chose. As slow as making one, for each. */
  abstract isOneOf(secret: Secret, digests: readonly string[]): Promise<boolean>;
  /** The ids of the peppers that are known here: digests are made under the current one, and read under all. */
  abstract peppers(): KnownPeppers;
}

export interface KnownPeppers {
  readonly current: string;
  readonly others: readonly string[];
}
