import { type DigestUpgrade, DigestUpgrader } from '../../core/credentials/digest-upgrader.js';
import type { Database } from '../database.js';
import { WriteBehind } from './write-behind.js';

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
const kinds = ['secret', 'user'] as const;

/** Secrets whose digest may wait. Beyond it, a digest is upgraded at the client's next token. */
const waitingMax = 10_000;

/**
 * Upgrades digests to the current pepper, after the answers were sent. It raises no account's version:
 * the secret that the client presents stays the same.
 */
export class PostgresDigestUpgrader extends DigestUpgrader {
  #upgrades = new Map<string, DigestUpgrade>();
  readonly #behind = new WriteBehind(this);

  constructor(private readonly database: Database) {
    super();
  }

  get waiting(): boolean {
    return this.#upgrades.size > 0;
  }

  upgrade(upgrade: DigestUpgrade): void {
    if (this.#upgrades.size >= waitingMax) return;
    this.#upgrades.set(keyOf(upgrade), upgrade);
    this.#behind.later();
  }

  /** Writes the waiting digests. What could not be written is kept for the next try. */
  async write(): Promise<void> {
    const upgrades = [...this.#upgrades.values()];
    this.#upgrades = new Map();
    for (const kind of kinds)
      await this.writeKind(
        kind,
        upgrades.filter(({ of }) => of.kind === kind),
      );
  }

  private async writeKind(kind: (typeof kinds)[number], upgrades: readonly DigestUpgrade[]): Promise<void> {
    if (upgrades.length === 0) return;
    try {
      await this.database.query(statements[kind], [
        upgrades.map(({ of }) => of.id),
        upgrades.map(({ from }) => from),
        upgrades.map(({ to }) => to),
      ]);
    } catch {
      for (const upgrade of upgrades) {
        if (!this.#upgrades.has(keyOf(upgrade))) this.#upgrades.set(keyOf(upgrade), upgrade);
      }
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
