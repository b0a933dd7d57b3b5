import { setTimeout as pause } from 'node:timers/promises';
import type { CurrentRoutes } from '../auth-request/current-routes.js';
import { DeploymentError } from '../core/shared/deployment-error.js';
import { hourMs } from '../core/shared/durations.js';
import { reasonOf } from '../core/shared/error-message.js';
import type { KeyRing } from '../crypto/tokens/key-ring.js';
import type { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import type { DatabaseChecks } from './database-checks.js';
import type { Job, MaintenanceJobs } from './job.js';
import type { JobFailures } from './job-failures.js';

const retryMs = 1000;
const revocationsEveryMs = 250;
/**
 * For this long a process may still sign with a key that another key has replaced, or verify with a
 * key that was revoked.
 */
const keysEveryMs = 1000;
const routesEveryMs = 1000;
const peppersEveryMs = hourMs;
const askedEveryMs = 250;
/** Between two runs that requests asked for, where the first one did not help. */
const neededMsMin = 5000;
/** A database login may change its own defaults at any time. */
const loginEveryMs = 60_000;

/**
 * Runs the jobs beside the requests: waits for the database and checks the schema, then reads the
 * key ring and the revocations and maintains the partitions. While a job fails, requests get their 503.
 */
export class Scheduler {
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly checks: DatabaseChecks,
    private readonly ring: KeyRing,
    private readonly revocations: RevocationFeed,
    private readonly routes: CurrentRoutes,
    private readonly maintenance: MaintenanceJobs,
    private readonly failures: JobFailures,
  ) {}

  /**
   * Resolves after the first attempt, whether or not there is a database. Throws `DeploymentError` when
   * there is one that this process must not use; if that is found later, `onDeploymentError` is called.
   */
  async start(onDeploymentError: (reason: DeploymentError) => void): Promise<void> {
    // Not retried: an unusable route table is an operator's mistake, and the operator sees the
    // error at the start.
    await this.routes.reloadIfChanged();
    const begun = await this.begin();
    this.#loops = (begun ? this.repeatAll() : this.beginLater()).catch((error: unknown) => {
      if (error instanceof DeploymentError) onDeploymentError(error);
      else if (!this.#stopping.signal.aborted) throw error;
    });
  }

  /** Stops every job; none runs any more when it resolves. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
  }

  /**
   * Reads everything that is needed before a token can be issued; `false` while there is no
   * database.
   */
  private async begin(): Promise<boolean> {
    const ready = await this.attempt(
      { name: 'reading the database', run: () => this.readAll() },
      DeploymentError,
    );
    if (!ready) return false;
    await this.attempt(this.pepperJob(), DeploymentError);
    for (const job of this.maintenanceJobs().filter(({ atStart }) => atStart)) await this.attempt(job);
    await this.attempt({
      name: 'checking the settings of the database login',
      run: () => this.checks.warnOfLoginSettings(),
    });
    return true;
  }

  private async readAll(): Promise<void> {
    await this.checks.checkLoginSettings();
    await this.checks.checkSchema();
    await this.checks.checkDatabaseLogin();
    await this.ring.reload();
    await this.revocations.poll();
  }

  private async beginLater(): Promise<void> {
    while (!(await this.begin())) await this.rest(retryMs);
    await this.repeatAll();
  }

  private async repeatAll(): Promise<void> {
    const jobs: Job[] = [
      { name: 'reading the revocations', everyMs: revocationsEveryMs, run: () => this.revocations.poll() },
      { name: 'reading the key ring', everyMs: keysEveryMs, run: () => this.ring.reload() },
      { name: 'reading the route table', everyMs: routesEveryMs, run: () => this.routes.reloadIfChanged() },
      this.pepperJob(),
      {
        name: 'checking the settings of the database login',
        everyMs: loginEveryMs,
        run: () => this.checks.checkLoginSettings(),
      },
      ...this.maintenanceJobs(),
    ];
    await Promise.all(jobs.map((job) => this.repeat(job)));
  }

  /** Repeats a job until `stop`, which ends the pause with an AbortError. */
  private async repeat(job: Job): Promise<never> {
    for (;;) {
      await this.untilDue(job);
      await this.attempt(job);
    }
  }

  /** Waits until a job is due, or a request asked for it. */
  private async untilDue({ everyMs, isNeededNow }: Job): Promise<void> {
    if (!isNeededNow) return this.rest(everyMs);
    for (let waitedMs = 0; waitedMs < everyMs; waitedMs += askedEveryMs) {
      if (waitedMs >= neededMsMin && isNeededNow()) return;
      await this.rest(askedEveryMs);
    }
  }

  private rest(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#stopping.signal, ref: false });
  }

  /** Runs a job and returns whether it worked. Throws only errors of the class `fatal`. */
  private async attempt(
    { name, run }: Pick<Job, 'name' | 'run'>,
    fatal?: typeof DeploymentError,
  ): Promise<boolean> {
    try {
      await run();
    } catch (error) {
      if (fatal && error instanceof fatal) throw error;
      this.failures.noteFailed(name, reasonOf(error));
      return false;
    }
    this.failures.noteWorked(name);
    return true;
  }

  private maintenanceJobs(): readonly Job[] {
    return this.maintenance.jobs(this.#stopping.signal);
  }

  /**
   * Where only some secrets cannot be checked, the clients with the others still get their tokens.
   */
  private pepperJob(): Job {
    return { name: 'checking the peppers', everyMs: peppersEveryMs, run: () => this.checks.checkPeppers() };
  }
}
