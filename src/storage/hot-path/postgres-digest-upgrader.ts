import { type DigestUpgrade, DigestUpgrader } from '../../core/credentials/digest-upgrader.js';
import type { Database } from '../database.js';
import { WriteBehind, type WriteEvents } from './write-behind.js';

/**
 * Changes only a digest that is still the one that was read: a secret that was rotated meanwhile
 * keeps its new digest. Rows are locked in the order of their ids, as in `LastUseRecorder`, so that two
 * processes cannot deadlock. One that a session has locked is skipped, and is upgraded at its client's
 * next token.
 */
const writeUpgrades = (table: 'credential_secret' | 'resource_owner', idType: 'bigint' | 'uuid') => ({
  name: `write-digest-upgrades-${table}`,
  text: `
    UPDATE ${table} s SET digest = u.new
    FROM (SELECT t.id, q.old, q.new FROM unnest($1::${idType}[], $2::text[], $3::text[]) AS q (id, old, new)
          JOIN ${table} t ON t.id = q.id AND t.digest = q.old
          ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED) AS u
    WHERE s.id = u.id AND s.digest = u.old`,
});

const statements = {
  secret: writeUpgrades('credential_secret', 'bigint'),
  user: writeUpgrades('resource_owner', 'uuid'),
} as const;

/** Secrets whose digest may wait. Beyond it, a digest is upgraded at the client's next token. */
const waitingMax = 10_000;

/**
 * Upgrades digests to the current pepper, after the answers were sent. It raises no account's version:
 * the secret that the client presents stays the same.
 */
export class PostgresDigestUpgrader extends DigestUpgrader {
  #upgrades = new Map<string, DigestUpgrade>();
  readonly #behind: WriteBehind;

  constructor(
    private readonly database: Database,
    events: WriteEvents,
  ) {
    super();
    this.#behind = new WriteBehind(this, events);
  }

  get waiting(): boolean {
    return this.#upgrades.size > 0;
  }

  upgrade(upgrade: DigestUpgrade): void {
    if (this.#upgrades.size >= waitingMax) return;
    this.#upgrades.set(keyOf(upgrade), upgrade);
    this.#behind.later();
  }

  /** Writes the waiting digests. Throws when they could not be written, and keeps them for the next try. */
  async write(): Promise<void> {
    const upgrades = [...this.#upgrades.values()];
    this.#upgrades = new Map();
    try {
      await this.writeKind('secret', upgrades);
    } finally {
      await this.writeKind('user', upgrades);
    }
  }

  private async writeKind(kind: keyof typeof statements, all: readonly DigestUpgrade[]): Promise<void> {
    const upgrades = all.filter(({ of }) => of.kind === kind);
    if (upgrades.length === 0) return;
    try {
      await this.database.query(statements[kind], [
        upgrades.map(({ of }) => of.id),
        upgrades.map(({ from }) => from),
        upgrades.map(({ to }) => to),
      ]);
    } catch (error) {
      for (const upgrade of upgrades) {
        if (!this.#upgrades.has(keyOf(upgrade))) this.#upgrades.set(keyOf(upgrade), upgrade);
      }
      throw error;
    }
  }

  /**
   * Writes what is waiting, as far as the database allows; afterwards it writes nothing more. Never
   * throws.
   */
  close(): Promise<void> {
    return this.#behind.close();
  }
}

const keyOf = ({ of }: DigestUpgrade): string => `${of.kind} ${of.id}`;
