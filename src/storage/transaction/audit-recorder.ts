import { difference } from './difference.js';

/**
 * Reads the state of a resource now; `null` when it does not exist. The state never contains a
 * secret, a digest or a key.
 */
type ReadState = () => Promise<unknown>;

/**
 * The effect of a change: its targets, and their state before and after (JSON, only what differs).
 */
export interface AuditImages {
  readonly targets: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

interface Tracked {
  readonly before: unknown;
  readonly read: ReadState | null;
}

/**
 * Records before and after images of what one transaction touches, for its audit event. Every
 * method of a repository that locks or creates a resource registers it here.
 */
export class AuditRecorder {
  readonly #tracked = new Map<string, Tracked>();
  #isOmitted = false;

  /** Whether the change leaves no event. */
  get isOmitted(): boolean {
    return this.#isOmitted;
  }

  /**
   * Leaves out the event. Only for what a merchant may repeat without limit, and what is counted in its place.
   */
  omitEvent(): void {
    this.#isOmitted = true;
  }

  /**
   * Reads a resource before it changes. The caller must have locked it, so that no other change can
   * happen from here on.
   */
  async trackChange(target: string, read: ReadState): Promise<void> {
    if (!this.#tracked.has(target)) this.#tracked.set(target, { before: await read(), read });
  }

  /** Registers a resource that this change creates. */
  trackCreation(target: string, read: ReadState): void {
    this.#add(target, { before: null, read });
  }

  /** Registers a resource whose state is recorded with another's. */
  addTarget(target: string): void {
    this.#add(target, { before: null, read: null });
  }

  /** Records a change outside the database, as the use case describes it. */
  record(target: string, { before, after }: { readonly before: unknown; readonly after: unknown }): void {
    this.#add(target, { before, read: () => Promise.resolve(after) });
  }

  /** Reads all states again, at the end of the change. */
  async readImages(): Promise<AuditImages> {
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const [target, tracked] of this.#tracked) {
      const changed = tracked.read && difference(tracked.before, await tracked.read());
      if (!changed) continue;
      if (changed.before !== null) before[target] = changed.before;
      if (changed.after !== null) after[target] = changed.after;
    }
    return { targets: [...this.#tracked.keys()], before: jsonOf(before), after: jsonOf(after) };
  }

  #add(target: string, tracked: Tracked): void {
    if (!this.#tracked.has(target)) this.#tracked.set(target, tracked);
  }
}

const jsonOf = (states: Readonly<Record<string, unknown>>): string | null =>
  Object.keys(states).length === 0 ? null : JSON.stringify(states);
