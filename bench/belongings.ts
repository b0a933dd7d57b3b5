export interface Part {
  stop(): Promise<void>;
}

/**
 * Everything that a run has started, including what is still starting. It is stopped whatever
 * happened, in reverse order.
 *
 * It must never forget a process because the run was interrupted while it started. PostgreSQL is in
 * a process group of its own, which Ctrl-C does not reach.
 */
export class Belongings {
  readonly #parts: Promise<Part>[] = [];
  #closing: Promise<void> | null = null;

  /**
   * Starts a part and keeps it.
   *
   * @throws Error once the run is ending: nothing is started that would not be stopped
   */
  async keep<T extends Part>(start: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new Error('The run is ending.');
    const starting = start();
    this.#parts.push(starting);
    return await starting;
  }

  /**
   * Stops all parts. A second caller waits for the end of the first call.
   *
   * @throws AggregateError when a part did not stop, after the others
   */
  close(): Promise<void> {
    this.#closing ??= this.stopAll();
    return this.#closing;
  }

  private async stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const starting of this.#parts.reverse()) {
      // The caller that started it has already received the error.
      const part = await starting.catch(() => null);
      await part?.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `Not everything stopped: ${failures.join('; ')}`);
  }
}
