import { reasonOf } from '../../core/shared/error-message.js';

/**
 * A collection of values that wait to be written, and can write them. `write` keeps what could not be
 * written, and throws why.
 */
export interface PendingWrites {
  readonly waiting: boolean;
  write(): Promise<void>;
}

/** `WriteEvents`: how the writes of one collection end. */
export interface WriteEvents {
  /** Called after each write that failed: the values wait for the next one. */
  failed(why: string): void;
  /** Called after a write that succeeded. */
  worked(): void;
}

export interface WriteBehindTimes {
  /** How long the first value may wait for others. */
  readonly gatherMs: number;
  /** How long what is left after a write waits for the next one. */
  readonly retryMs: number;
}

const everySecond: WriteBehindTimes = { gatherMs: 1000, retryMs: 1000 };

/**
 * Writes after the answers were sent: what was collected meanwhile at once, and again until nothing
 * waits.
 */
export class WriteBehind {
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(
    private readonly pending: PendingWrites,
    /** `null`: the collection reports its failures itself. */
    private readonly events: WriteEvents | null,
    private readonly times: WriteBehindTimes = everySecond,
  ) {}

  /**
   * Schedules a write, because a value waits. A write that is running schedules the next one itself.
   */
  later(): void {
    if (this.#writing === null) this.schedule(this.times.gatherMs);
  }

  /** Writes what is waiting now, or joins the write that is running. Never throws. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing ??= this.writeAndReport().finally(() => {
      this.#writing = null;
      if (this.pending.waiting) this.schedule(this.times.retryMs);
    });
    await this.#writing;
  }

  /**
   * Writes what is waiting, as far as the database allows; afterwards it schedules nothing more.
   * Never throws.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.flush();
  }

  private async writeAndReport(): Promise<void> {
    try {
      await this.pending.write();
    } catch (error) {
      this.events?.failed(reasonOf(error));
      return;
    }
    this.events?.worked();
  }

  private schedule(ms: number): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => void this.flush(), ms).unref();
  }
}
