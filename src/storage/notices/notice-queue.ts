import pg from 'pg';
import type { Db, JobWithMetadata, PgBoss } from 'pg-boss';
import { type NoticeSender, RefusedPermanently } from '../../core/notices/notice.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import type { NoticeOutcome } from '../../core/shared/service-load.js';
import { AbandonedBackends } from '../abandoned-backends.js';
import { connectionTo } from '../primary/connection-to.js';
import { TimedStatements } from '../timed-statements.js';
import type { ManagementDatabaseConfig } from '../transaction/management-database.js';
import { storeDueNotices } from './due-notices.js';
import {
  deleteOutdatedJobs,
  endWithFailedJobs,
  NoticeDeliveries,
  pendingWithoutJob,
  type StatementRunner,
} from './notice-deliveries.js';

const schema = 'notice_queue';
const queue = 'notice-delivery';
/** For the queue, for looking for notices, and for recording what became of a delivery. */
const connectionsMax = 3;
const noticesAtOnce = 500;

/** `NoticeQueueConfig`: the database, and what is worth a notice. */
export interface NoticeQueueConfig extends ManagementDatabaseConfig {
  /** Rejections of an account, for one reason and within an hour. */
  readonly rejections: number;
}

/** How often and how long a delivery is tried. */
export interface DeliveryRetryPolicy {
  /** 14 attempts with the waits below, doubled each time, take a day and a half. */
  readonly retries: number;
  readonly firstRetrySeconds: number;
  readonly retrySecondsMax: number;
  /** After this, an attempt of a process that ended counts as failed, and another process takes it. */
  readonly attemptSeconds: number;
  /** How often a process looks for attempts that did not end. */
  readonly superviseSeconds: number;
  /** How often it deletes jobs that have ended. */
  readonly maintenanceSeconds: number;
  /** How often a process asks for new jobs. */
  readonly pollSeconds: number;
}

const retryPolicy: DeliveryRetryPolicy = {
  retries: 13,
  firstRetrySeconds: 30,
  retrySecondsMax: 14_400,
  attemptSeconds: 30,
  superviseSeconds: 30,
  maintenanceSeconds: 3600,
  pollSeconds: 5,
};

/** `NoticeEvents`: what those who run the gateway hear of. */
export interface NoticeEvents {
  readonly attempted: (outcome: NoticeOutcome) => void;
  /** An attempt failed; `last`: it was the last one. */
  readonly failed: (delivery: string, error: string, last: boolean) => void;
  /** The queue itself failed, in the background. */
  readonly queueFailed: (error: string) => void;
}

/**
 * Notices and their deliveries. This folder owns them and their queue; it must never send anything itself.
 *
 * The queue is pg-boss in a schema of its own. It polls, and uses no session state, so
 * that a PgBouncer in transaction mode may be used.
 *
 * Each delivery is sent at least once: its job is stored in the transaction of its notice, and ends only after
 * the delivery is recorded. A process that ends in between sends it again, with the same `webhook-id`.
 */
export class NoticeQueue {
  readonly #pool: pg.Pool;
  readonly #statements: TimedStatements;
  readonly #deliveries: NoticeDeliveries;
  #boss: Promise<PgBoss> | null = null;
  #deliveryCounts = { pending: 0, failed: 0 };
  readonly #retryPolicy: DeliveryRetryPolicy;

  constructor(
    private readonly config: NoticeQueueConfig,
    private readonly sender: NoticeSender,
    private readonly events: NoticeEvents,
    changed: Partial<DeliveryRetryPolicy> = {},
  ) {
    this.#retryPolicy = { ...retryPolicy, ...changed };
    this.#pool = new pg.Pool({
      ...connectionTo(config.url()),
      max: connectionsMax,
      connectionTimeoutMillis: config.timeoutMs,
      application_name: 'portaria notices',
      keepAlive: true,
    });
    this.#pool.on('error', () => undefined);
    this.#statements = new TimedStatements(2 * config.timeoutMs, new AbandonedBackends(config.url));
    this.#deliveries = new NoticeDeliveries(this);
  }

  /** How many deliveries were pending, and how many had failed, when it last counted. */
  get deliveryCounts(): { readonly pending: number; readonly failed: number } {
    return this.#deliveryCounts;
  }

  /** Stores the notices that are due, and has everything sent that waits. */
  async run(): Promise<void> {
    const boss = await this.started();
    while ((await this.storeNotices(boss)) === noticesAtOnce);
    await this.endAbandoned();
    await this.queueAgain(boss);
    this.#deliveryCounts = await this.#deliveries.maintain();
  }

  async close(): Promise<void> {
    const boss = await this.#boss?.catch(() => null);
    // An attempt in progress ends first, so that it is recorded.
    await boss?.stop({ graceful: true, timeout: this.#retryPolicy.attemptSeconds * 1000 });
    this.#statements.close();
    await this.#pool.end();
  }

  /** Runs one statement. What is abandoned keeps its place in the pool until the server has ended it. */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Row>> {
    return this.#statements.run<Row>(await this.#pool.connect(), { text, values });
  }

  /** A notice, its deliveries and their jobs exist together or not at all. */
  private async storeNotices(boss: PgBoss): Promise<number> {
    const client = await this.#pool.connect();
    // Without its commit, the transaction ends with its connection.
    return this.#statements.runAll(client, async () => {
      await client.query('BEGIN');
      const { rows } = await client.query<{ id: string }>(storeDueNotices, [
        noticesAtOnce,
        this.config.rejections,
      ]);
      await this.put(boss, rows, databaseOf(client));
      await client.query('COMMIT');
      return rows.length;
    });
  }

  /** Ends the deliveries whose processes were killed during every attempt, so that their number has a limit. */
  private async endAbandoned(): Promise<void> {
    const { rows } = await this.query<{ id: string }>(endWithFailedJobs, [queue]);
    for (const { id } of rows) {
      this.events.failed(id, 'its process ended during the last attempt', true);
      this.events.attempted('failed');
    }
  }

  private async queueAgain(boss: PgBoss): Promise<void> {
    await this.query(deleteOutdatedJobs, [queue]);
    const { rows } = await this.query<{ id: string }>(pendingWithoutJob, [queue, noticesAtOnce]);
    await this.put(boss, rows, databaseOf(this));
  }

  private async put(boss: PgBoss, rows: readonly { readonly id: string }[], db: Db): Promise<void> {
    if (rows.length === 0) return;
    const jobs = rows.map(({ id }) => ({ data: { delivery: id }, singletonKey: id }));
    await boss.insert(queue, jobs, { db });
  }

  private started(): Promise<PgBoss> {
    this.#boss ??= this.start().catch((error: unknown) => {
      this.#boss = null;
      throw error;
    });
    return this.#boss;
  }

  private async start(): Promise<PgBoss> {
    // Loaded here, so that a process without notices does not have it in memory.
    const { PgBoss: Boss } = await import('pg-boss');
    const { superviseSeconds, maintenanceSeconds } = this.#retryPolicy;
    const boss = new Boss({
      schema,
      db: databaseOf(this),
      application_name: 'portaria notices',
      // `portaria migrate` creates the schema, and this login could not.
      migrate: false,
      createSchema: false,
      schedule: false,
      reindex: false,
      persistWarnings: false,
      persistQueueStats: false,
      registerInstance: false,
      superviseIntervalSeconds: superviseSeconds,
      monitorIntervalSeconds: superviseSeconds,
      maintenanceIntervalSeconds: maintenanceSeconds,
    });
    boss.on('error', (error: unknown) => {
      this.events.queueFailed(errorMessageOf(error));
    });
    try {
      await boss.start();
      await this.work(boss);
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    }
  }

  private async work(boss: PgBoss): Promise<void> {
    const { retries, firstRetrySeconds, retrySecondsMax, attemptSeconds, pollSeconds } = this.#retryPolicy;
    await boss.createQueue(queue, {
      policy: 'exclusive',
      retryLimit: retries,
      retryDelay: firstRetrySeconds,
      retryBackoff: true,
      retryDelayMax: retrySecondsMax,
      expireInSeconds: attemptSeconds,
      deleteAfterSeconds: 86_400,
    });
    await boss.work(
      queue,
      { includeMetadata: true, batchSize: 1, localConcurrency: 2, pollingIntervalSeconds: pollSeconds },
      async ([job]: JobWithMetadata<{ delivery: string }>[]) => {
        if (job) await this.attempt(job.data.delivery, job.retryCount >= job.retryLimit, job.signal);
      },
    );
  }

  /** Throws when the delivery is to be tried again. */
  private async attempt(delivery: string, last: boolean, signal: AbortSignal): Promise<void> {
    const notice = await this.#deliveries.begin(delivery);
    if (!notice) return;
    try {
      await this.sender.send(notice, signal);
    } catch (error) {
      await this.failed(delivery, error, last);
      return;
    }
    await this.#deliveries.delivered(delivery);
    this.events.attempted('delivered');
  }

  private async failed(delivery: string, error: unknown, last: boolean): Promise<void> {
    const why = errorMessageOf(error);
    const refused = error instanceof RefusedPermanently;
    const ended = last || refused;
    await this.#deliveries.failed(delivery, why, ended);
    this.events.failed(delivery, why, ended);
    this.events.attempted(ended ? 'failed' : 'retried');
    // A job that ends without an error gets no further attempt.
    if (!refused) throw new Error('the delivery failed', { cause: error });
  }
}

const databaseOf = (connection: StatementRunner): Db => ({
  executeSql: (text, values) => connection.query(text, values),
});
