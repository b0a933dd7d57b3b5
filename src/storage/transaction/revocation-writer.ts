import type { EntityManager } from 'typeorm';
import type { Revocation } from '../../core/tokens/revocation.js';
import { RevocationRow } from '../rows/revocation-row.js';
import { revocationExpiry } from './revocation-expiry.js';

/** A SELECT around it, because TypeORM returns the rows of an UPDATE in another form. */
const moveExisting = `
  WITH moved AS (
    UPDATE revocation SET effective_at = clock_timestamp(), expires_at = ${revocationExpiry()}
    WHERE kind = $1 AND subject = $2 RETURNING id)
  SELECT id::text FROM moved`;

/**
 * Writes revocations in one transaction, and remembers their ids, because they are moved forward
 * after the barrier.
 */
export class RevocationWriter {
  readonly ids: string[] = [];
  #endsOthers = false;

  constructor(private readonly manager: EntityManager) {}

  /** Whether the change ends tokens that may still be valid. */
  get endsTokens(): boolean {
    return this.#endsOthers || this.ids.length > 0;
  }

  /** Notes that tokens end without a revocation, such as those of a signing key, and refresh tokens. */
  noteEndedTokens(): void {
    this.#endsOthers = true;
  }

  /**
   * Moves the revocation of the same subject, if there is one, and inserts it otherwise. A caller
   * that repeats a revocation adds no row: every process keeps all of them in memory.
   */
  async write({ kind, subject }: Revocation): Promise<void> {
    const known = this.ids.length;
    await this.insertBy(moveExisting, [kind, subject]);
    if (this.ids.length > known) return;
    const { identifiers } = await this.manager.insert(RevocationRow, {
      kind,
      subject,
      expiresAt: () => revocationExpiry(),
    });
    this.ids.push((identifiers[0] as { id: string }).id);
  }

  /** Runs a statement that inserts revocations itself and returns their ids. */
  async insertBy(statement: string, values: readonly unknown[]): Promise<void> {
    const inserted: unknown = await this.manager.query(statement, [...values]);
    for (const { id } of inserted as { id: string }[]) this.ids.push(id);
  }
}
