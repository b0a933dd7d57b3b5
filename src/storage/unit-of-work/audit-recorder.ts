import { difference } from './difference.js';

/** Reads the state of a thing at this moment; `null` when it is not there. Never a secret, a digest or a key. */
type ReadState = () => Promise<unknown>;

/** What a change did: to what, and how that was before and after (JSON, only what differs). */
export interface AuditImages {
  readonly targets: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

interface Watched {
  readonly before: unknown;
  readonly read: ReadState | null;
}

/**
 * Before and after images of what one transaction touches, for its audit event. Whatever method of a repository locks or
 * makes a thing registers it here.
 */
export class AuditRecorder {
  readonly #watched = new Map<string, Watched>();

  /** Reads a thing before it changes. Only once it is locked: no other change may happen to it from here on. */
  async watch(target: string, read: ReadState): Promise<void> {
    if (!this.#watched.has(target)) this.#watched.set(target, { before: await read(), read });
  }

  /** A thing that this change makes. */
  watchCreated(target: string, read: ReadState): void {
    this.#add(target, { before: null, read });
  }

  /** A thing whose state is recorded with another's. */
  mention(target: string): void {
    this.#add(target, { before: null, read: null });
  }

  /** What changes outside the database, by the word of the use case. */
  record(target: string, { before, after }: { readonly before: unknown; readonly after: unknown }): void {
    this.#add(target, { before, read: () => Promise.resolve(after) });
  }

  /** Reads everything again; at the end of the change. */
  async readImages(): Promise<AuditImages> {
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const [target, watched] of this.#watched) {
      const changed = watched.read && difference(watched.before, await watched.read());
      if (!changed) continue;
      if (changed.before !== null) before[target] = changed.before;
      if (changed.after !== null) after[target] = changed.after;
    }
    return { targets: [...this.#watched.keys()], before: jsonOf(before), after: jsonOf(after) };
  }

  #add(target: string, watched: Watched): void {
    if (!this.#watched.has(target)) this.#watched.set(target, watched);
  }
}

const jsonOf = (states: Readonly<Record<string, unknown>>): string | null =>
  Object.keys(states).length === 0 ? null : JSON.stringify(states);
