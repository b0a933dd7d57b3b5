import { Refusal } from '../../core/refusals/refusal.js';
import { type RefusalEntry, RefusalLog } from '../../core/refusals/refusal-log.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import { reasonOf } from '../../core/shared/error-message.js';
import type { Database } from '../database.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { DailyRefusalLimit } from './daily-refusal-limit.js';
import { WriteBehind } from './write-behind.js';

/**
 * A client id is stored only when it exists or has the generated form, because people paste secrets
 * into that field. The account is looked up here, off the hot path. After a long outage the time is
 * limited to an hour ago, because only yesterday's partition is certain to exist. It waits for no
 * standby: a wait that is abandoned leaves the rows behind, and each try would write them again. The
 * first column of text after the contract is the listener (docs/adr/0021).
 */
const insertRefusals = {
  name: 'insert-refusals',
  text: `
    WITH alone AS MATERIALIZED (SELECT set_config('synchronous_commit', 'local', true))
    INSERT INTO refusal (at, request_id, contract, door, reason, detail, client_id, account_id, fingerprint, source_address,
                         certificate_subject, certificate_not_before, certificate_not_after)
    SELECT clock_timestamp() - least(q.age_ms, 3600000) * interval '1 millisecond', q.request_id, q.contract, q.door, q.reason, q.detail,
           CASE WHEN c.id IS NOT NULL OR q.client_id ~ '^account-[1-9][0-9]{0,18}-[0-9a-f]{8}$' THEN q.client_id END,
           coalesce(c.account_id, q.account_id), q.fingerprint, q.address, q.subject, q.not_before, q.not_after
    FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::inet[],
                $10::text[], $11::timestamptz[], $12::timestamptz[], $13::bigint[])
      AS q (age_ms, request_id, contract, door, reason, detail, client_id, fingerprint, address, subject, not_before, not_after, account_id)
    CROSS JOIN alone
    LEFT JOIN credential c ON c.client_id = q.client_id`,
};

const waitingMax = 10_000;
const batchMax = 500;
/** The sender controls the certificate: what waits here must not grow with it. */
const subjectCharactersMax = 500;
/** People look for a refusal at once; after a failure the database is left alone for longer. */
const times = { gatherMs: 200, retryMs: 2000 };

/**
 * What a refusal is counted under. One for a spent budget counts for its account: a client with many
 * addresses would otherwise write as many refusals as it got tokens before.
 */
const keyOf = ({ reason, accountId, address }: RefusalEntry): string | null =>
  reason === 'token_budget_spent' && accountId ? `account ${accountId}` : address;

/**
 * How many refused tokens are recorded each day for an account, in this process: a program
 * that goes on with an expired token is refused as often as it calls.
 */
const refusedTokensPerAccountMax = 1000;

interface WaitingRefusal {
  readonly refused: RefusalEntry;
  readonly refusedAtMs: number;
}

export interface RefusalLogEvents {
  /** Called when `count` refusals could not be stored. */
  dropped(count: number, why: string): void;
  /** Called after each write that failed: the refusals wait for the next one. */
  failed(why: string): void;
  /** Called after a write that succeeded. */
  worked(): void;
}

/**
 * Writes refusals after the responses were sent, in batches, with a cap: a flood of refusals delays
 * nothing else. Refusals that do not fit are counted and reported, never waited for.
 */
export class PostgresRefusalLog extends RefusalLog {
  readonly #waiting: WaitingRefusal[] = [];
  readonly #behind = new WriteBehind(this, null, times);
  readonly #perSource: DailyRefusalLimit;
  readonly #tokensPerAccount: DailyRefusalLimit;
  #dropped = 0;
  #failingSinceMs: number | null = null;
  #closed = false;

  constructor(
    private readonly database: Database,
    private readonly monotonicClock: MonotonicClock,
    private readonly events: RefusalLogEvents,
  ) {
    super();
    this.#perSource = new DailyRefusalLimit(monotonicClock);
    this.#tokensPerAccount = new DailyRefusalLimit(monotonicClock, refusedTokensPerAccountMax);
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** For how long the database has taken no refusal; 0 when the last write succeeded. */
  get failingMs(): number {
    return this.#failingSinceMs === null ? 0 : this.monotonicClock() - this.#failingSinceMs;
  }

  note(refused: RefusalEntry): void {
    if (!this.admits(refused) || this.#waiting.length >= waitingMax) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push({ refused, refusedAtMs: this.monotonicClock() });
    // A request that outlives the server is refused after `close`: nothing is scheduled any more.
    if (this.#closed) void this.#behind.flush();
    else this.#behind.later();
  }

  private admits(refused: RefusalEntry): boolean {
    const { contract, accountId } = refused;
    return contract === 'gateway'
      ? this.#tokensPerAccount.admits(`account ${accountId ?? ''}`)
      : this.#perSource.admits(keyOf(refused));
  }

  /** Writes for the last time: what cannot be written now is not tried again. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#behind.close();
    if (this.#waiting.length > 0)
      this.events.dropped(this.#waiting.length, 'the process ends without a database');
  }

  /** Writes everything that waits, as far as the database allows. Never throws. */
  async write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax);
      try {
        await this.insert(batch);
      } catch (error) {
        this.noteFailure(batch, error);
        break;
      }
      this.#failingSinceMs = null;
      this.events.worked();
    }
    this.reportDropped('the queue or the table is full, or one address or account had too many today');
  }

  /**
   * Throws only when there is no database: a refusal that cannot be written at all must not block
   * those behind it.
   */
  private async insert(batch: readonly WaitingRefusal[]): Promise<void> {
    try {
      await this.database.query(insertRefusals, this.columnsOf(batch));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (batch.length === 1) {
        this.#dropped += 1;
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.insert(batch.slice(0, middle));
      await this.insert(batch.slice(middle));
    }
  }

  private noteFailure(batch: readonly WaitingRefusal[], error: unknown): void {
    const why = reasonOf(error);
    this.#failingSinceMs ??= this.monotonicClock();
    this.events.failed(why);
    this.putBack(batch, why);
  }

  /** Keeps refusals for the next try while there is room; the oldest are dropped first. */
  private putBack(batch: readonly WaitingRefusal[], why: string): void {
    const room = Math.max(0, waitingMax - this.#waiting.length);
    const retained = room === 0 ? [] : batch.slice(-room);
    this.#dropped += batch.length - retained.length;
    this.#waiting.unshift(...retained);
    this.reportDropped(why);
  }

  private reportDropped(why: string): void {
    if (this.#dropped === 0) return;
    this.events.dropped(this.#dropped, why);
    this.#dropped = 0;
  }

  private columnsOf(batch: readonly WaitingRefusal[]): unknown[][] {
    const nowMs = this.monotonicClock();
    const column = (of: (refused: RefusalEntry) => unknown): unknown[] =>
      batch.map(({ refused }) => of(refused));
    return [
      batch.map(({ refusedAtMs }) => nowMs - refusedAtMs),
      column((refused) => refused.requestId),
      column((refused) => refused.contract),
      column((refused) => refused.listener),
      column((refused) => refused.reason),
      column((refused) => writable(refused.detail)),
      column((refused) => refused.clientId),
      column(({ certificate }) => certificate && fingerprintBytes(certificate.fingerprint)),
      column((refused) => refused.address),
      column(
        ({ certificate }) => certificate && writable(certificate.subject).slice(0, subjectCharactersMax),
      ),
      column(({ certificate }) => certificate?.notBefore ?? null),
      column(({ certificate }) => certificate?.notAfter ?? null),
      column(({ accountId }) => accountId ?? null),
    ];
  }
}

/** Removes NUL, which PostgreSQL's text cannot contain. */
const writable = (text: string): string => text.replaceAll('\0', '');
