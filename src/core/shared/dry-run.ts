import type { Action } from '../audit/operation.js';
import type { AccountId, Fingerprint } from './ids.js';

/** What one account could use before a change, and could use after it. */
export interface AffectedAccount {
  readonly id: AccountId;
  readonly name: string;
  /** When its secrets or certificates were last used. */
  readonly lastUsedAt: Date | null;
  /** Credentials that may get a token. */
  readonly usableCredentials: BeforeAndAfter;
  /** Certificates that a token may be requested with. */
  readonly usableCertificates: BeforeAndAfter;
}

export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

/** A certificate that a change names. */
export interface NamedCertificate {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly notAfter: Date;
  readonly linkedTo: readonly AccountId[];
  readonly lastUsedAt: Date | null;
}

/** The fields that differ, by target, as an audit event has them. */
export interface ChangedFields {
  readonly targets: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** `ChangeEffect`: what a change would do. It has no secret, no digest and no key. */
export interface ChangeEffect extends ChangedFields {
  readonly action: Action;
  /** Whether access or refresh tokens would end that may still be valid. */
  readonly endsTokens: boolean;
  /** The accounts that lose something, at most `affectedAccountsMax`; none when nothing is taken away. */
  readonly accounts: readonly AffectedAccount[];
  readonly certificates: readonly NamedCertificate[];
}

/** A platform's certificate may be linked to thousands of accounts. */
export const affectedAccountsMax = 50;

/**
 * `DryRun`: is thrown instead of a result, so that nothing that follows a change can take a dry run
 * for the change itself.
 */
export class DryRun<Result = unknown> extends Error {
  constructor(
    /** What the change would return. It may contain a secret or a key that works nowhere. */
    readonly result: Result,
    readonly effect: ChangeEffect,
    /** The version of the first account that it would change; `null`: there is none. */
    readonly version: number | null = null,
  ) {
    super('this was a dry run: nothing was changed');
    this.name = 'DryRun';
  }
}
