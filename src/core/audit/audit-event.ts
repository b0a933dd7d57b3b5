/**
 * The audit trail as it is read: what an actor did or was refused. Each event has a hash
 * that includes the hash of the previous one.
 *
 * This folder owns the actions and the events of the trail; it must never have a way to change an
 * event.
 */
import type { AccountId, ClientId, FamilyId, Fingerprint, TokenId } from '../shared/ids.js';

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
export const noticeRecipientTarget = (id: string): string => `notice-recipient ${id}`;
export const noticeDeliveryTarget = (id: string): string => `notice-delivery ${id}`;
/** A request that a second operator approves. */
export const approvalTarget = (id: string): string => `approval ${id}`;
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
