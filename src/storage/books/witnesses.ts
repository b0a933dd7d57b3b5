import { difference } from './difference.js';

/** Reads how a thing is at this moment; `null` when it is not there. Never a secret, a digest or a key. */
type Look = () => Promise<unknown>;

/** What a change did: to what, how that was before, how it is now (JSON, only what differs). */
export interface Testimony {
  readonly targets: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Those who saw how things were before a change, and tell the audit trail what it did. One set for each transaction.
 * Whatever method of the books holds or makes a thing registers it here.
 */
export class Witnesses {
  readonly #watched = new Map<string, { readonly before: unknown; readonly look: Look | null }>();

  has(target: string): boolean {
    return this.#watched.has(target);
  }

  /** Looks at a thing before it changes. Once it is held: nobody else may change it from here on. */
  async watch(target: string, look: Look): Promise<void> {
    if (!this.has(target)) this.#watched.set(target, { before: await look(), look });
  }

  /** A thing that this change makes. */
  made(target: string, look: Look): void {
    if (!this.has(target)) this.#watched.set(target, { before: null, look });
  }

  /** A thing whose state is told with another's. */
  mention(target: string): void {
    if (!this.has(target)) this.#watched.set(target, { before: null, look: null });
  }

  /** What changes outside the database, by the word of whoever changes it. */
  told(target: string, { before, after }: { readonly before: unknown; readonly after: unknown }): void {
    if (!this.has(target)) this.#watched.set(target, { before, look: () => Promise.resolve(after) });
  }

  /** Looks at everything again; at the end of the change. */
  async testify(): Promise<Testimony> {
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const [target, watched] of this.#watched) {
      const changed = watched.look && difference(watched.before, await watched.look());
      if (!changed) continue;
      if (changed.before !== null) before[target] = changed.before;
      if (changed.after !== null) after[target] = changed.after;
    }
    return { targets: [...this.#watched.keys()], before: jsonOf(before), after: jsonOf(after) };
  }
}

const jsonOf = (states: Readonly<Record<string, unknown>>): string | null =>
  Object.keys(states).length === 0 ? null : JSON.stringify(states);
