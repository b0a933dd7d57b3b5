/** The authorities whose client certificates NGINX accepts. Not the gateway's own, which may be one of them. */
import type { CertificateFacts } from './certificate.js';
import type { Held } from './held.js';
import type { AccountId, Fingerprint } from './ids.js';

export interface TrustedAuthority {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly addedAt: Date;
  readonly pem: string;
}

/** A certificate that is linked, not revoked and not expired. */
export interface LinkedUnder {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly accounts: readonly AccountId[];
}

export interface TrustedAuthorityReader {
  /** Those of the bundle, oldest first. */
  all(): Promise<readonly TrustedAuthority[]>;
  /** Those that were in it once, and are no more. */
  removed(): Promise<readonly Fingerprint[]>;
  /** The names of those who issued what is linked, not revoked and not expired. */
  linkedIssuers(): Promise<readonly string[]>;
  /** What is, of these issuers; by id. */
  linkedUnder(issuers: readonly string[]): Promise<readonly LinkedUnder[]>;
}

/** One that the file of an NGINX has and loses, or gets: whoever it signed is refused, or accepted, from the next reload on. */
export interface FileChange {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly inFile: boolean;
}

export interface TrustedAuthorityWriter extends TrustedAuthorityReader {
  /** The whole bundle: nobody else changes it meanwhile, and everybody goes on reading it. */
  hold(): Promise<Held<readonly TrustedAuthority[]>>;
  /** Also one that was removed. */
  add(bundle: Held<readonly TrustedAuthority[]>, facts: CertificateFacts, pem: string): Promise<void>;
  /**
   * Takes nothing away by itself: whom NGINX accepts changes when the file is written and NGINX reloaded.
   */
  remove(bundle: Held<readonly TrustedAuthority[]>, fingerprint: Fingerprint): Promise<void>;
  /** Tells the audit trail what becomes of a file, which is no part of the books. */
  tellFile(bundle: Held<readonly TrustedAuthority[]>, changes: readonly FileChange[]): void;
}
