import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseHost } from '../../config/database-address.js';
import { probe } from './host-probe.js';

/** `Session`: a connection at a host. */
export interface Session {
  readonly host: DatabaseHost;
  /** Closes it at once, also when it waits for an answer. */
  close(): void;
}

/** Between two looks while no host accepts writes. */
const againMs = 250;

/**
 * `PrimaryLocator`: which of the hosts of a URL accepts writes. It is asked of all hosts at once, when
 * nothing is known and after a connection was lost, refused or silent, and kept until the next such event.
 */
export class PrimaryLocator {
  #primary: DatabaseHost | null = null;
  #looking: Promise<DatabaseHost> | null = null;
  readonly #sessions = new Set<Session>();

  constructor(
    private readonly hosts: readonly DatabaseHost[],
    private readonly url: string,
  ) {}

  /** Throws when no host accepts writes. */
  find(): Promise<DatabaseHost> {
    return this.#primary ? Promise.resolve(this.#primary) : this.look();
  }

  /**
   * Looks again, because a session at `host` was lost, refused or silent. It goes on looking while there are
   * sessions that may hang, so that they end soon after another host is promoted.
   */
  suspect(host: DatabaseHost): void {
    if (this.#primary !== host) return;
    this.#primary = null;
    void this.lookUntilFound();
  }

  opened(session: Session): void {
    this.#sessions.add(session);
  }

  closed(session: Session): void {
    this.#sessions.delete(session);
  }

  private async lookUntilFound(): Promise<void> {
    do await this.look().catch(() => undefined);
    while (!this.#primary && this.#sessions.size > 0);
  }

  /** One look at a time, for all that wait. */
  private look(): Promise<DatabaseHost> {
    this.#looking ??= this.probeAll().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  private async probeAll(): Promise<DatabaseHost> {
    try {
      const primary = await Promise.any(this.hosts.map((host) => probe(this.url, host).then(() => host)));
      this.#primary = primary;
      this.leaveOthers(primary);
      return primary;
    } catch (error) {
      // The callers fail after this pause, so that there are at most four looks a second.
      await pause(againMs);
      const each = error instanceof AggregateError ? error.errors.map(String) : [String(error)];
      throw new Error(`no host accepts writes (${each.join('; ')})`, { cause: error });
    }
  }

  /** What waits for an answer of a host that is not the primary any more gets none that counts. */
  private leaveOthers(primary: DatabaseHost): void {
    for (const session of this.#sessions) if (session.host !== primary) session.close();
  }
}
