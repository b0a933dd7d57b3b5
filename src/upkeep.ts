import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Chores } from './chores.js';
import { Unusable } from './core/unusable.js';
import type { KeyRing } from './crypto/key-ring.js';
import type { RoutesInForce } from './gateway/routes-in-force.js';
import type { RevocationFeed } from './storage/revocation-feed.js';
import type { SchemaGuard } from './storage/schema-guard.js';

const retryMs = 1000;
const revocationsEveryMs = 250;
/** So long may a process go on signing with a key that another one took over from, or verify with one that was dropped. */
const keysEveryMs = 1000;
const routesEveryMs = 1000;
const peppersEveryMs = 60 * 60 * 1000;
const partitionsEveryMs = 60 * 60 * 1000;
const endedEveryMs = 60 * 60 * 1000;

/** Something done again and again; `name` is what the log says when it fails. */
interface Job {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

/**
 * The work beside the requests: it waits for the database, checks the schema, then reads the key ring and the revocations
 * and keeps the partitions. What fails says so once, and once when it works again; requests get their 503 meanwhile.
 */
export class Upkeep {
  readonly #stopping = new AbortController();
  readonly #failing = new Set<string>();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly guard: SchemaGuard,
    private readonly ring: KeyRing,
    private readonly revocations: RevocationFeed,
    private readonly routes: RoutesInForce,
    private readonly chores: Chores,
    private readonly log: Logger,
  ) {}

  /**
   * Resolves after the first try, whether there is a database or not. Throws `Unusable` when there is one and this process
   * must not work on it; found later, `onUnusable` hears of it.
   */
  async start(onUnusable: (reason: Unusable) => void): Promise<void> {
    // Not to be waited for: a table that cannot be used is a mistake of somebody who is looking on.
    await this.routes.look();
    const begun = await this.begin();
    this.#loops = (begun ? this.repeatAll() : this.beginLater()).catch((error: unknown) => {
      if (error instanceof Unusable) onUnusable(error);
      else if (!this.#stopping.signal.aborted) throw error;
    });
  }

  /** Nothing runs any more when it resolves. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
  }

  /** What has to be there before a token can be issued; `false` while there is no database. */
  private async begin(): Promise<boolean> {
    const ready = await this.attempt({ name: 'the database', run: () => this.readAll() }, Unusable);
    // Partitions lie ahead for days: that they cannot be kept just now is no reason not to issue.
    if (!ready) return false;
    await this.attempt(this.pepperJob(), Unusable);
    await this.attempt(this.partitionJob());
    return true;
  }

  private async readAll(): Promise<void> {
    await this.guard.check();
    await this.ring.reload();
    await this.revocations.poll();
  }

  private async beginLater(): Promise<void> {
    while (!(await this.begin())) await this.rest(retryMs);
    await this.repeatAll();
  }

  private async repeatAll(): Promise<void> {
    const jobs: Job[] = [
      { name: 'the revocations', everyMs: revocationsEveryMs, run: () => this.revocations.poll() },
      { name: 'the key ring', everyMs: keysEveryMs, run: () => this.ring.reload() },
      { name: 'the route table', everyMs: routesEveryMs, run: () => this.routes.look() },
      this.partitionJob(),
      this.pepperJob(),
      { name: 'what has ended', everyMs: endedEveryMs, run: () => this.chores.clearEnded() },
    ];
    await Promise.all(jobs.map((job) => this.repeat(job)));
  }

  /** Until `stop`, which ends the pause with an AbortError. */
  private async repeat(job: Job): Promise<never> {
    for (;;) {
      await this.rest(job.everyMs);
      await this.attempt(job);
    }
  }

  private rest(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#stopping.signal, ref: false });
  }

  /** Whether it worked. Throws only errors of the kind `fatal`. */
  private async attempt({ name, run }: Pick<Job, 'name' | 'run'>, fatal?: typeof Unusable): Promise<boolean> {
    try {
      await run();
    } catch (error) {
      if (fatal && error instanceof fatal) throw error;
      if (!this.#failing.has(name)) this.log.error({ reason: wordsOf(error) }, `${name} cannot be used`);
      this.#failing.add(name);
      return false;
    }
    if (this.#failing.delete(name)) this.log.info(`${name} can be used again`);
    return true;
  }

  private partitionJob(): Job {
    return { name: 'the partitions', everyMs: partitionsEveryMs, run: () => this.chores.keepPartitions() };
  }

  /** Not all secrets can be checked: those that can still get their tokens. */
  private pepperJob(): Job {
    return { name: 'the peppers', everyMs: peppersEveryMs, run: () => this.chores.checkPeppers() };
  }
}

/** A refusal keeps its words in its private detail; only the log and the internal health endpoint read them. */
export const wordsOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'privateDetail' in error)
    return String(error.privateDetail);
  return error instanceof Error ? error.message : String(error);
};
