/**
 * The audit trail as it is read: what an actor did or was refused. Each event has a hash
 * that includes the hash of the previous one.
 *
 * This folder owns the actions and the events of the trail; it must never have a way to change an
 * event.
 */
import type { AccountId, ClientId, FamilyId, Fingerprint, TokenId } from '../shared/ids.js';
import type { Operation } from './operation.js';

export type AuditOutcome = 'done' | 'refused';

/**
 * One audit event as docs/reference/audit-format.md describes it: exactly what is hashed, in the order of hashing.
 */
export interface AuditEvent {
  /** 1, 2, 3 and so on without a gap; a bigint in decimal. */
  readonly id: string;
  /** The database's time, in UTC with microseconds: `2026-11-21T14:02:03.123456Z`. */
  readonly at: string;
  readonly actor: {
    readonly kind: string;
    readonly name: string;
    readonly accountId: AccountId | null;
    readonly clientId: ClientId | null;
  };
  readonly action: string;
  /**
   * What the action changed, e.g. `account 7`. The first target is the one that the action named.
   */
  readonly targets: readonly string[];
  readonly outcome: AuditOutcome;
  /** Why it was refused. */
  readonly reason: string | null;
  /**
   * The fields that differ, by target, as JSON: before and after the change. `null` when nothing
   * differs, or there was nothing.
   */
  readonly before: string | null;
  readonly after: string | null;
  readonly requestId: string | null;
  readonly address: string | null;
  /** The hash of the previous event in hex; 64 zeros for the first event. */
  readonly previousHash: string;
  readonly hash: string;
}

/** The names of an event's targets in the trail. */
export const accountTarget = (id: AccountId): string => `account ${id}`;
export const credentialTarget = (id: ClientId): string => `credential ${id}`;
export const caTarget = (fingerprint: Fingerprint): string => `ca ${fingerprint}`;
/** One client CA. */
export const clientCaTarget = (fingerprint: Fingerprint): string => `client-ca ${fingerprint}`;
/** All signing keys together, because one takes over from another. */
export const keysTarget = 'signing keys';
/** A single key, where an action named one. */
export const keyTarget = (kid: string): string => `key ${kid}`;
export const realmUserTarget = (username: string): string => `realm-user ${username}`;
export const refreshFamilyTarget = (id: FamilyId): string => `refresh-family ${id}`;
export const tokenTarget = (id: TokenId): string => `token ${id}`;
export const certificateTarget = (fingerprint: Fingerprint): string => `certificate ${fingerprint}`;

/**
 * The end of the chain: the id and hash of the newest event. A trail without events has id 0 and 64
 * zeros.
 */
export interface AuditPosition {
  readonly id: string;
  readonly hash: string;
}

export const emptyAuditPosition: AuditPosition = { id: '0', hash: '0'.repeat(64) };

/** `RecordedState`: what the events up to one say of a resource, by its target. */
export interface RecordedState {
  readonly target: string;
  /** JSON. */
  readonly state: string;
}

/** `AuditAnchor`: where the events of the database begin. */
export interface AuditAnchor {
  /** The last event that was archived; id 0: nothing was archived. */
  readonly last: AuditPosition;
  readonly states: readonly RecordedState[];
}

export interface AuditFilter {
  /** A part of the actor's name, in any case, or the id of the actor's account. */
  readonly actor?: string;
  /** `account.suspend`, or `account` for every action of that noun. */
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Only events older than the event with this id. */
  readonly before?: string;
  readonly limit: number;
}

/** Events in their order, with the head of the chain at the same instant. */
export interface AuditRange {
  readonly events: readonly AuditEvent[];
  readonly head: AuditPosition | null;
  /** The last archived event at that instant; 0: nothing was archived. */
  readonly anchorId: string;
}

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

/** `MovedDigest`: a secret or a password whose digest stands, or stood, in another place as well. */
export interface MovedDigest {
  readonly target: string;
  readonly what: string;
}

/** `MalformedDigest`: the digest of an active secret, or of a password, whose text no reader accepts. */
export type MalformedDigest = MovedDigest;

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
  readonly movedDigests: readonly MovedDigest[];
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

/** Reads the trail. Throws `ManagementError('unavailable')`. */
export abstract class AuditTrailReader {
  /** Returns the newest events that match, newest last. */
  abstract list(filter: AuditFilter): Promise<readonly AuditEvent[]>;
  /**
   * Returns the events after this id, in the order of their ids; `null` starts at the beginning,
   * whichever event is first.
   */
  abstract after(id: string | null, limit: number): Promise<AuditRange>;
  /** Returns where the events of the database begin, and what is kept of the archived ones. */
  abstract anchor(): Promise<AuditAnchor>;
  /** Returns a page of what is in force, with all events after `event`, as of one instant. */
  abstract currentState(page: CurrentStatePage): Promise<CurrentState>;
}

/** Computes the hashes of the trail, in hex. */
export abstract class AuditHasher {
  /** Computes the hash of an event from its fields and the previous hash that it carries. */
  abstract hash(event: Omit<AuditEvent, 'hash'>): string;
  /** Computes the hash of what is kept of archived events. */
  abstract hashStates(states: readonly RecordedState[]): string;
  /** Computes the fingerprint of one certificate in PEM; `null` for any other text. */
  abstract fingerprintOf(pem: string): Fingerprint | null;
}

/**
 * The targets that the caller of a refused operation named: ids as they were given, of any form;
 * fingerprints whole or by their first digits.
 */
export interface NamedTargets {
  readonly account?: string | undefined;
  readonly clientId?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** The fingerprint of one of the gateway's own authorities. */
  readonly ca?: string | undefined;
  /** The fingerprint of a client CA. */
  readonly clientCa?: string | undefined;
  /** All signing keys together, whichever was named. */
  readonly keyRing?: true;
  readonly kid?: string | undefined;
  readonly username?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly familyId?: string | undefined;
  /** Of a request: its method, and its path as the route has it, not as the caller wrote it. */
  readonly route?: string | undefined;
}

/** Why an operation was refused, in words that may be kept permanently. */
export interface RefusedChangeCause {
  readonly reason: string;
  /**
   * The part of the reason that makes refusals alike: without ids and numbers that the caller may have
   * made up.
   */
  readonly groupKey: string;
}

/** Records refused operations, each in a transaction of its own. Throws `ManagementError('unavailable')`. */
export abstract class RefusedChangeLog {
  abstract record(operation: Operation, reason: RefusedChangeCause, named: NamedTargets): Promise<void>;
}
