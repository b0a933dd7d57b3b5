import type { AccountKind, AccountStatus } from '../accounts/account.js';
import type { ShownRole } from '../accounts/operator-role.js';
import type { CredentialStatus } from '../credentials/credential.js';
import type { AccountId, ClientId, Fingerprint, RequestId, TokenId } from '../shared/ids.js';

/**
 * What the text of a search may be; `null`: it cannot be that.
 *
 * This folder owns the question and the answer of the search over everything; it must never hold
 * more of a result than its line in a list needs.
 */
export interface SearchTerms {
  /** Beginnings of the words of an account's name. */
  readonly words: string | null;
  readonly accountId: AccountId | null;
  /** The first characters of a CNPJ, without punctuation. */
  readonly taxIdStart: string | null;
  readonly clientId: ClientId | null;
  /** The first hex digits of a fingerprint. */
  readonly fingerprintStart: string | null;
  readonly tokenId: TokenId | null;
  readonly requestId: RequestId | null;
}

interface AccountHit {
  readonly type: 'account';
  readonly accountId: AccountId;
  readonly name: string;
  readonly kind: AccountKind;
  /** `null`: it is a merchant. */
  readonly role: ShownRole | null;
  readonly status: AccountStatus;
  readonly taxId: string | null;
}

interface CredentialHit {
  readonly type: 'credential';
  readonly clientId: ClientId;
  readonly label: string;
  readonly status: CredentialStatus;
  readonly accountId: AccountId;
  readonly accountName: string;
}

interface CertificateHit {
  readonly type: 'certificate';
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
}

interface TokenHit {
  readonly type: 'token';
  readonly tokenId: TokenId;
  readonly contract: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly accountId: AccountId;
  /** `null`: a token of a user. */
  readonly clientId: ClientId | null;
  /** `null`: no revocation ends it. Revocations are kept as long as a token that they end is valid. */
  readonly revokedAt: Date | null;
}

export interface RefusalHit {
  readonly type: 'refusal';
  readonly requestId: RequestId;
  readonly at: Date;
  readonly contract: string;
  readonly reason: string;
  readonly accountId: AccountId | null;
}

/** One thing that was found. */
export type SearchHit = AccountHit | CredentialHit | CertificateHit | TokenHit | RefusalHit;

export interface SearchReader {
  /**
   * Returns what one of the terms finds, each once: what an id names first, and accounts by their names
   * last. At most `limit` of each type, every one by an index.
   */
  find(terms: SearchTerms, limit: number): Promise<readonly SearchHit[]>;
}
