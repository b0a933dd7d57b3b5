import type { SecretId } from '../core/ids.js';
import { type DigestMove, DigestMover } from '../core/ports.js';
import type { Database } from './database.js';
import { WriteBehind } from './write-behind.js';

/**
 * Changes only a digest that is still the one that was read: a secret that was rotated meanwhile
 * keeps its new digest. Rows are locked in the order of their ids, as in `LastUse`, so that two
 * processes cannot deadlock.
 */
const writeMoves = {
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
export class DigestMoves extends DigestMover {
  #moves = new Map<SecretId, DigestMove>();
  readonly #behind = new WriteBehind(this);

  constructor(private readonly database: Database) {
    super();
  }

  get waiting(): boolean {
    return this.#moves.size > 0;
  }

  move(move: DigestMove): void {
    if (this.#moves.size >= waitingMax) return;
    this.#moves.set(move.secretId, move);
    this.#behind.later();
  }

  /** Writes the waiting digests. What could not be written is kept for the next try. */
  async write(): Promise<void> {
    const moves = [...this.#moves.values()];
    if (moves.length === 0) return;
    this.#moves = new Map();
    try {
      await this.database.query(writeMoves, [
        moves.map(({ secretId }) => secretId),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
      ]);
    } catch {
      for (const move of moves) if (!this.#moves.has(move.secretId)) this.#moves.set(move.secretId, move);
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
