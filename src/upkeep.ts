import type { Logger } from 'pino';
import { Readiness, type ReadinessReport } from './core/readiness.js';
import type { KeyRing } from './crypto/key-ring.js';
import { partitionDaysAhead, type Partitions } from './storage/partitions.js';
import type { PostgresRefusalLog } from './storage/postgres-refusal-log.js';
import type { RevocationFeed } from './storage/revocation-feed.js';
import { SchemaError, type SchemaGuard } from './storage/schema-guard.js';

const retryMs = 1000;
const revocationsEveryMs = 250;
const keysEveryMs = 5000;
const partitionsEveryMs = 60 * 60 * 1000;

/** Called when this release must not work on the schema that it found. */
export type OnUnusableSchema = (error: SchemaError) => void;

/**
 * What the application does beside answering: it waits for the database, checks the schema, reads the key ring again and
 * again, keeps the partitions. Without a database it says so once and goes on trying; requests get their 503 meanwhile.
 */
export class Upkeep extends Readiness {
  readonly #timers = new Set<NodeJS.Timeout>();
  #draining = false;
  #databaseMissed = false;
  #partitionsAhead = 0;

  constructor(
    private readonly guard: SchemaGuard,
    private readonly ring: KeyRing,
    private readonly partitions: Partitions,
    private readonly revocations: RevocationFeed,
    private readonly refusals: PostgresRefusalLog,
    private readonly log: Logger,
  ) {
    super();
  }

  /** Resolves after the first try; throws a `SchemaError` when the database is there and its schema is not usable. */
  async start(onUnusableSchema: OnUnusableSchema): Promise<void> {
    const first = await this.begin();
    if (first instanceof SchemaError) throw first;
    if (first !== 'begun') this.again(onUnusableSchema);
  }

  /** From now on not ready, so that no orchestrator sends anything new. */
  drain(): void {
    this.#draining = true;
  }

  /** Nothing that is still to be written is left behind. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.refusals.flush();
  }

  async toIssue(): Promise<ReadinessReport> {
    const database = await this.guard.check().then(
      () => 'ok',
      (error: unknown) => wordsOf(error),
    );
    const partition = this.#partitionsAhead > 0 ? 'ok' : 'there is no partition for today';
    return reportOf({
      process: this.#draining ? 'draining' : 'ok',
      database,
      key: this.keyCheck(),
      partition,
    });
  }

  toVerify(): ReadinessReport {
    const revocations = this.revocations.isFresh() ? 'ok' : 'the revocations were not read for too long';
    return reportOf({ process: this.#draining ? 'draining' : 'ok', key: this.keyCheck(), revocations });
  }

  private keyCheck(): string {
    return this.ring.isLoaded ? 'ok' : 'the key ring was not read yet';
  }

  private again(onUnusableSchema: OnUnusableSchema): void {
    this.after(retryMs, async () => {
      const result = await this.begin();
      if (result instanceof SchemaError) onUnusableSchema(result);
      else if (result !== 'begun') this.again(onUnusableSchema);
    });
  }

  private async begin(): Promise<'begun' | 'no database' | SchemaError> {
    try {
      await this.guard.check();
      await this.keepPartitions();
      await this.ring.reload();
      await this.revocations.poll();
    } catch (error) {
      if (error instanceof SchemaError) return error;
      this.miss(error);
      return 'no database';
    }
    this.found();
    this.every(revocationsEveryMs, () => this.revocations.poll());
    this.every(keysEveryMs, () => this.ring.reload());
    this.every(partitionsEveryMs, () => this.keepPartitions());
    return 'begun';
  }

  private async keepPartitions(): Promise<void> {
    for (const { action, partition } of await this.partitions.maintain()) {
      this.log.info({ action, partition }, 'partition');
    }
    this.#partitionsAhead = await this.partitions.daysAhead();
    if (this.#partitionsAhead >= partitionDaysAhead) return;
    this.log.error(
      { daysAhead: this.#partitionsAhead, wanted: partitionDaysAhead },
      'fewer partitions ahead than wanted: when they run out, no token can be issued',
    );
  }

  private every(ms: number, work: () => Promise<void>): void {
    this.after(ms, async () => {
      try {
        await work();
        this.found();
      } catch (error) {
        this.miss(error);
      }
      this.every(ms, work);
    });
  }

  private after(ms: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void work();
    }, ms);
    this.#timers.add(timer.unref());
  }

  private miss(error: unknown): void {
    if (!this.#databaseMissed) {
      this.log.error(
        { reason: wordsOf(error) },
        'the database cannot be used: requests get 503 until it can',
      );
    }
    this.#databaseMissed = true;
  }

  private found(): void {
    if (this.#databaseMissed) this.log.info('the database can be used again');
    this.#databaseMissed = false;
  }
}

const reportOf = (checks: Readonly<Record<string, string>>): ReadinessReport => ({
  status: Object.values(checks).every((check) => check === 'ok') ? 'ok' : 'unavailable',
  checks,
});

/** A refusal keeps its words in its private detail; only the log and the internal health endpoint read them. */
const wordsOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'privateDetail' in error)
    return String(error.privateDetail);
  return error instanceof Error ? error.message : String(error);
};
