import type { AccountKind, AccountStatus } from './account.js';
import type { CertificateAuthority } from './authority.js';
import type { AccountId, Fingerprint, RealmUserId, FamilyId } from './ids.js';

/** The part of a user's token request that the database can answer. */
export interface RealmQuestion {
  readonly fingerprint: Fingerprint | null;
  readonly address: string | null;
}

/** What the database said of one request of a user, at one instant of its own clock. Nothing of it is ever cached. */
export interface RealmAuthority {
  /** The database's time in milliseconds since 1970: the issuing clock. */
  readonly nowMs: number;
  /** `null`: there is none with this name, or whose the family would be. */
  readonly user: UserAuthority | null;
  /** `null`: none was asked for, or there is none. */
  readonly family: FamilyAuthority | null;
  readonly certificate: CertificateAuthority | null;
}

export interface UserAuthority {
  readonly id: RealmUserId;
  readonly status: 'active' | 'disabled';
  /** argon2id. */
  readonly digest: string;
  /** Microseconds since 1970, a bigint in decimal: JavaScript's dates would lose some, and the record compares it. */
  readonly passwordSetAtMicros: string;
  readonly accountId: AccountId;
  readonly accountKind: AccountKind;
  readonly accountStatus: AccountStatus;
  readonly accountScopes: readonly string[];
  readonly accountVersion: number;
  /** The CNPJ that a certificate must carry; `null` when the account does not ask for it. */
  readonly taxIdToCarry: string | null;
  readonly networkAllowed: boolean;
  /** When everything of the account was revoked last, in milliseconds since 1970; `null`: not that anybody remembers. */
  readonly notBeforeMs: number | null;
}

export interface FamilyAuthority {
  readonly id: FamilyId;
  readonly generation: number;
  readonly scopes: readonly string[];
  readonly rotatedAtMs: number;
  readonly expiresAtMs: number;
  /** Why it was ended before its time; `null`: it was not. */
  readonly revoked: string | null;
  /** Whether it began with a certificate. */
  readonly bound: boolean;
  /** Whether the user's password is still the one that it began with. */
  readonly samePassword: boolean;
}
