export interface Part {
  stop(): Promise<void>;
}

/**
 * Everything that a run has started, also what is still starting. It is stopped whatever happened, the last first.
 *
 * Must never: forget a process because the run was interrupted while it started. PostgreSQL is in a group of its own, which
 * Ctrl-C does not reach.
 */
export class Belongings {
  readonly #parts: Promise<Part>[] = [];
  #closing: Promise<void> | null = null;

  /** @throws Error once the run is ending: nothing is started that nobody would stop */
  async keep<T extends Part>(start: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new Error('The run is ending.');
    const starting = start();
    this.#parts.push(starting);
    return await starting;
  }

  /** The second caller waits for the first one's end. @throws AggregateError when a part did not stop, after the others */
  close(): Promise<void> {
    this.#closing ??= this.stopAll();
    return this.#closing;
  }

  private async stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const starting of this.#parts.reverse()) {
      // Whoever asked for it has heard why it did not start.
      const part = await starting.catch(() => null);
      await part?.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `Not everything stopped: ${failures.join('; ')}`);
  }
}
