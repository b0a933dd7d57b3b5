/** Requests that wait in the processes, first come, first served. */
export class WaitingLine {
  readonly #groups: Int32Array;
  readonly #since: Int32Array;
  #head = 0;
  #length = 0;

  constructor(private readonly capacity: number) {
    this.#groups = new Int32Array(capacity);
    this.#since = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Whether there was room. */
  push(group: number, step: number): boolean {
    if (this.#length === this.capacity) return false;
    const at = (this.#head + this.#length) % this.capacity;
    this.#groups[at] = group;
    this.#since[at] = step;
    this.#length += 1;
    return true;
  }

  /** The step in which the first one came; only if there is one. */
  firstSince(): number {
    return this.#since[this.#head] ?? 0;
  }

  /** Takes the first one; only if there is one. */
  shift(): number {
    const group = this.#groups[this.#head] ?? 0;
    this.#head = (this.#head + 1) % this.capacity;
    this.#length -= 1;
    return group;
  }
}
