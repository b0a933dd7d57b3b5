import type { EntityManager } from 'typeorm';
import type { Revocation } from '../../core/tokens/revocation.js';
import { RevocationRow } from '../rows/revocation-row.js';
import { revocationExpiry } from './revocation-expiry.js';

/**
 * Writes revocations in one transaction, and remembers their ids, because they are moved forward
 * after the barrier.
 */
export class RevocationWriter {
  readonly ids: string[] = [];

  constructor(private readonly manager: EntityManager) {}

  async write({ kind, subject }: Revocation): Promise<void> {
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
