import { type DigestUpgrade, DigestUpgrader } from '../../core/credentials/digest-upgrader.js';
import type { SecretId } from '../../core/shared/ids.js';
import type { Database } from '../database.js';
import { WriteBehind } from './write-behind.js';

/**
 * Changes only a digest that is still the one that was read: a secret that was rotated meanwhile
 * keeps its new digest. Rows are locked in the order of their ids, as in `LastUse`, so that two
 * processes cannot deadlock.
 */
const writeUpgrades = {
  name: 'write-digest-moves',
  text: `
    UPDATE credential_secret s SET digest = u.new
    FROM (SELECT t.id, q.old, q.new FROM unnest($1::bigint[], $2::text[], $3::text[]) AS q (id, old, new)
          JOIN credential_secret t ON t.id = q.id AND t.digest = q.old
          ORDER BY t.id FOR NO KEY UPDATE OF t) AS u
    WHERE s.id = u.id AND s.digest = u.old`,
};

/** Secrets whose digest may wait. Beyond it, a digest is upgraded at the client's next token. */
const waitingMax = 10_000;

/**
 * Moves digests to the current pepper, after the answers were sent. It raises no account's version:
 * the secret that the client presents stays the same.
 */
export class PostgresDigestUpgrader extends DigestUpgrader {
  #upgrades = new Map<SecretId, DigestUpgrade>();
  readonly #behind = new WriteBehind(this);

  constructor(private readonly database: Database) {
    super();
  }

  get waiting(): boolean {
    return this.#upgrades.size > 0;
  }

  upgrade(upgrade: DigestUpgrade): void {
    if (this.#upgrades.size >= waitingMax) return;
    this.#upgrades.set(upgrade.secretId, upgrade);
    this.#behind.later();
  }

  /** Writes the waiting digests. What could not be written is kept for the next try. */
  async write(): Promise<void> {
    const upgrades = [...this.#upgrades.values()];
    if (upgrades.length === 0) return;
    this.#upgrades = new Map();
    try {
      await this.database.query(writeUpgrades, [
        upgrades.map(({ secretId }) => secretId),
        upgrades.map(({ from }) => from),
        upgrades.map(({ to }) => to),
      ]);
    } catch {
      for (const upgrade of upgrades)
        if (!this.#upgrades.has(upgrade.secretId)) this.#upgrades.set(upgrade.secretId, upgrade);
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
