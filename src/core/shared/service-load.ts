import type { AccountKind } from '../accounts/account.js';
import type { HashClass, HashQueueName } from '../credentials/secret-verifier.js';

/** The connections to the database that a process has in one pool. */
export interface DatabaseLoad {
  readonly max: number;
  readonly open: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
  /** Connections whose statement was abandoned and has not ended at the server. */
  readonly abandoned: number;
}

/**
 * The pools of a process, by what they are for: token requests, with the jobs where these have the same
 * login; what has the login that manages, where that is another: the jobs, and keys and renewed tokens of
 * operators; changes of operators; merchants' self-service; the verification of the audit trail.
 */
export type DatabasePoolName = 'issue' | 'maintenance' | 'management' | 'self_service' | 'audit';

/** Those that the process has: each is read when the metrics are requested. */
export type DatabasePools = Readonly<Partial<Record<DatabasePoolName, () => DatabaseLoad>>>;

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

/** The checks of custom secrets and passwords of one class, in one queue. */
export interface HashClassLoad {
  readonly waiting: number;
  /** Since the start: those that came when the queue was full, or lost their place in it. */
  readonly refused: number;
}

/** The checks of custom secrets and passwords, by queue. */
export interface SlowHashLoad {
  /** For each queue. */
  readonly waitingMax: number;
  readonly queues: readonly SlowHashQueueLoad[];
}

export interface SlowHashQueueLoad {
  readonly queue: HashQueueName;
  /** Whether its digests cost several times that of ours: another system chose them. */
  readonly expensive: boolean;
  readonly running: number;
  readonly classes: Readonly<Record<HashClass, HashClassLoad>>;
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

/** How a fetch of a client's key set ended; `throttled`: it was not begun, because too many others ran. */
export const keySetOutcomes = ['fetched', 'failed', 'throttled'] as const;

/** The key sets that clients publish at addresses of their own. */
export interface KeySetLoad {
  readonly fetches: Readonly<Record<(typeof keySetOutcomes)[number], number>>;
}

/** What the last verification of the audit trail found. */
export interface AuditState {
  /** Whether the chain is whole. */
  readonly chainValid: boolean;
  /** How much is in force without an event that explains it. */
  readonly unexplained: number;
  readonly at: Date;
}

/** `JobFailure`: for how long a job has failed at every run. */
export interface JobFailure {
  /** As the log names it. */
  readonly name: string;
  readonly seconds: number;
}

export const noticeOutcomes = ['delivered', 'retried', 'failed'] as const;
export type NoticeOutcome = (typeof noticeOutcomes)[number];

/** `NoticeLoad`: what became of notices. */
export interface NoticeLoad {
  /** The attempts of this process. */
  readonly attempts: Readonly<Record<NoticeOutcome, number>>;
  /** The deliveries in the database. */
  readonly pending: number;
  readonly failed: number;
}
