const everyMs = 1000;

/** What waits to be written, and writes it. `write` keeps what could not be written; neither throws. */
export interface Waiting {
  readonly waiting: boolean;
  write(): Promise<void>;
}

/** Writes behind the answers, what gathered within a second at once, and again until nothing waits. */
export class WriteBehind {
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(private readonly pile: Waiting) {}

  /** Something waits. */
  later(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#writing = this.pile.write().finally(() => {
        this.#timer = null;
        if (this.pile.waiting) this.later();
      });
    }, everyMs).unref();
  }

  /** Writes what waits, as far as the database lets it; from then on nothing any more. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    await this.pile.write();
  }
}
