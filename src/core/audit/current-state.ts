/** What is in force in the tables, as a verification of the trail compares it with the events. */
import type { AccountId, Fingerprint, TokenId } from '../shared/ids.js';
import type { AuditEvent, RecordedState } from './audit-event.js';

/** `StoredAccount`: an account as it is in the tables, with everything below it. */
export interface StoredAccount {
  readonly id: AccountId;
  /** As in the images of an event. */
  readonly state: unknown;
}

/** `StoredRealmUser`: a user of the realm as in the tables. */
export interface StoredRealmUser {
  readonly target: string;
  /** As in the images of an event. */
  readonly state: unknown;
}

/** `CopiedDigest`: a secret or a password whose digest stands, or stood, in another place as well. */
export interface CopiedDigest {
  readonly target: string;
  readonly what: string;
}

/** `MalformedDigest`: the digest of an active secret, or of a password, whose text no reader accepts. */
export type MalformedDigest = CopiedDigest;

/** `ChangeWithoutEvent`: changes of one permission that no event of the same transaction says. */
export interface ChangeWithoutEvent {
  readonly target: string;
  /** The part of it, such as `secret 12 of credential account-7-0a1b2c3d`. */
  readonly what: string;
  readonly times: number;
  /** As in an event. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** `DatabaseLoginSetting`: a default of a database login of the application. */
export interface DatabaseLoginSetting {
  readonly login: string;
  readonly name: string;
  readonly value: string;
  /** What `portaria database prepare` sets; `null`: nothing. */
  readonly expected: string | null;
}

/** `StoredClientCa`: a certificate authority that NGINX is given when its file is next written. */
export interface StoredClientCa {
  readonly fingerprint: Fingerprint;
  readonly pem: string;
  readonly subject: string;
  readonly notAfter: Date;
}

/** `RecordedClientCas`: what the trail says of some client CAs, the oldest first. */
export interface RecordedClientCas {
  /** Of archived events. */
  readonly kept: readonly RecordedState[];
  readonly events: readonly Pick<AuditEvent, 'at' | 'before' | 'after'>[];
}

/** `FutureDatedRecord`: a record of issue whose time has not come, by more than a clock steps. */
export interface FutureDatedRecord {
  readonly account: AccountId;
  readonly tokenId: TokenId;
  readonly issuedAt: Date;
}

/** Events, and what was in force when the last of them was recorded. */
export interface CurrentState {
  readonly events: readonly AuditEvent[];
  readonly accounts: readonly StoredAccount[];
  /** The users of these accounts. */
  readonly users: readonly StoredRealmUser[];
  /** These six only on the first page. */
  readonly loginSettings: readonly DatabaseLoginSetting[];
  readonly clientCas: readonly StoredClientCa[];
  readonly copiedDigests: readonly CopiedDigest[];
  readonly malformedDigests: readonly MalformedDigest[];
  readonly changesWithoutEvent: readonly ChangeWithoutEvent[];
  readonly futureDatedRecords: readonly FutureDatedRecord[];
  /** Those of the asked certificates that are not revoked. */
  readonly unrevoked: readonly Fingerprint[];
}

export interface CurrentStatePage {
  readonly event: string;
  readonly account: AccountId | null;
  readonly limit: number;
  readonly certificates: readonly Fingerprint[];
}
