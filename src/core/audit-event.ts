/** The audit trail as it is read: what somebody did, or was refused, each event sealed by a hash that carries on the one before. */
import type { Deed } from './deed.js';
import type { AccountId, ClientId, Fingerprint, FamilyId, TokenId } from './ids.js';

export type AuditOutcome = 'done' | 'refused';

/** As docs/audit.md describes it: exactly what is hashed, in the order in which it is. */
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
  /** What it was done to, e.g. `account 7`; the first one is what was meant. */
  readonly targets: readonly string[];
  readonly outcome: AuditOutcome;
  /** Why it was refused. */
  readonly reason: string | null;
  /** What differs, by target, as JSON: how it was, how it is. `null`: nothing differs, or there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
  readonly requestId: string | null;
  readonly address: string | null;
  /** The hash of the event before; 64 zeros for the first. Hex. */
  readonly previousHash: string;
  readonly hash: string;
}

/** How the trail names what an event is about. */
export const accountTarget = (id: AccountId): string => `account ${id}`;
export const credentialTarget = (id: ClientId): string => `credential ${id}`;
export const authorityTarget = (fingerprint: Fingerprint): string => `authority ${fingerprint}`;
/** One of the client CA bundle. */
export const clientCaTarget = (fingerprint: Fingerprint): string => `client-ca ${fingerprint}`;
/** All signing keys together: one takes over from another. */
export const keysTarget = 'signing keys';
/** One of them, where a single one was meant. */
export const keyTarget = (kid: string): string => `key ${kid}`;
export const realmUserTarget = (username: string): string => `realm-user ${username}`;
export const refreshFamilyTarget = (id: FamilyId): string => `refresh-family ${id}`;
export const tokenTarget = (id: TokenId): string => `token ${id}`;
export const certificateTarget = (fingerprint: Fingerprint): string => `certificate ${fingerprint}`;

/** Where the chain ends. Of a trail without events: id 0 and 64 zeros. */
export interface AuditHead {
  readonly id: string;
  readonly hash: string;
}

export const emptyAuditHead: AuditHead = { id: '0', hash: '0'.repeat(64) };

export interface AuditFilter {
  /** A part of the actor's name, in any case, or the number of his account. */
  readonly actor?: string;
  /** `account.suspend`, or `account` for everything of that noun. */
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Older than the event with this id. */
  readonly before?: string;
  readonly limit: number;
}

/** Events in their order, with the head of the same instant. */
export interface AuditStretch {
  readonly events: readonly AuditEvent[];
  readonly head: AuditHead | null;
}

/** Reads the trail. Throws `ManagementError('unavailable')`. */
export abstract class AuditRecords {
  /** The newest that match, newest last. */
  abstract list(filter: AuditFilter): Promise<readonly AuditEvent[]>;
  /** In the order of their ids, after this one; `null`: from the beginning, whatever stands there. */
  abstract after(id: string | null, limit: number): Promise<AuditStretch>;
}

/** Computes the hash of an event from what it says and the previous hash that it carries; hex. */
export abstract class AuditHasher {
  abstract hash(event: Omit<AuditEvent, 'hash'>): string;
}

/** What the caller of a refused action named: ids as he gave them, of any form; fingerprints whole or by their first digits. */
export interface NamedThings {
  readonly account?: string;
  readonly clientId?: string;
  readonly fingerprint?: string;
  /** The fingerprint of one of the gateway's own authorities. */
  readonly authority?: string;
  /** The fingerprint of one of the client CA bundle. */
  readonly clientCa?: string;
  readonly kid?: string;
  readonly username?: string;
  readonly tokenId?: string;
  readonly familyId?: string;
  /** Of a request: its method, and its path as the route has it, not as the caller wrote it. */
  readonly route?: string;
}

/** Writes down what was refused, in a transaction of its own. Throws `ManagementError('unavailable')`. */
export abstract class RefusedDeeds {
  /** `reason`: in words that may be kept for ever. */
  abstract note(deed: Deed, reason: string, named: NamedThings): Promise<void>;
}
