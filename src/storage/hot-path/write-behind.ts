const everyMs = 1000;

/**
 * A collection of values that wait to be written, and can write them. `write` keeps what could not
 * be written. Neither member throws.
 */
export interface Waiting {
  readonly waiting: boolean;
  write(): Promise<void>;
}

/**
 * Writes after the answers were sent: what was collected within a second at once, and again until
 * nothing waits.
 */
export class WriteBehind {
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(private readonly pile: Waiting) {}

  /** Schedules a write, because a value waits. */
  later(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#writing = this.pile.write().finally(() => {
        this.#timer = null;
        if (this.pile.waiting) this.later();
      });
    }, everyMs).unref();
  }

  /**
   * Writes what is waiting, as far as the database allows; afterwards it writes nothing more. Never
   * throws.
   */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    await this.pile.write();
  }
}
