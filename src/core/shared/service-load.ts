import type { AccountKind } from '../accounts/account.js';

/** The connections to the database that a process has for requests. */
export interface DatabaseLoad {
  readonly max: number;
  readonly open: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
  /** Connections whose statement was given up and has not ended at the server. */
  readonly abandoned: number;
}

/** The statements that are sent in batches. */
export const batchNames = ['read_clients', 'record_tokens', 'read_replacements'] as const;
export type BatchName = (typeof batchNames)[number];

/** The batches of one statement. */
export interface BatchLoad {
  readonly inFlight: number;
  readonly waiting: number;
  /** Batches sent since the start, and the requests in them. */
  readonly sent: number;
  readonly members: number;
}

/** The checks of custom secrets and passwords. */
export interface SlowHashLoad {
  readonly running: number;
  readonly waiting: number;
  readonly waitingMax: number;
}

/** The thresholds of the counts, in days; 0 counts what has expired already. */
export const expiryDays = [30, 7, 0] as const;

/** How many certificates or secrets of active accounts expire within so many days. */
export interface ExpiryCount {
  readonly kind: 'certificate' | 'secret';
  readonly accountKind: AccountKind;
  readonly withinDays: (typeof expiryDays)[number];
  readonly count: number;
}

/** What the last look at the audit trail found. */
export interface AuditState {
  /** Whether the chain is whole. */
  readonly holds: boolean;
  /** How much is in force without an event that explains it. */
  readonly unexplained: number;
  readonly at: Date;
}
