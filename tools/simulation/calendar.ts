const none = -1;

/** Which group asks in which step. Each group has one entry at most, so the memory is bounded. */
export class Calendar {
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  constructor(
    private readonly steps: number,
    groups: number,
  ) {
    this.#first = new Int32Array(steps).fill(none);
    this.#next = new Int32Array(groups).fill(none);
  }

  /** Schedules a group; beyond the last step it never asks again. */
  add(step: number, group: number): void {
    if (step >= this.steps) return;
    this.#next[group] = this.#first[step] ?? none;
    this.#first[step] = group;
  }

  /** Takes all groups of a step, and hands over one after the other. */
  take(step: number, use: (group: number) => void): void {
    let group = this.#first[step] ?? none;
    this.#first[step] = none;
    while (group !== none) {
      const next = this.#next[group] ?? none;
      use(group);
      group = next;
    }
  }
}
