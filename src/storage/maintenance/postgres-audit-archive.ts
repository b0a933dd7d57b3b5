import type pg from 'pg';
import type { OwnerDatabase } from '../../config/config.js';
import { type ArchivedRange, AuditArchive } from '../../core/audit/audit-archive.js';
import type { RecordedState } from '../../core/audit/audit-event.js';
import { asOwner, assertOwner } from './as-owner.js';

/** States in one statement. */
const chunk = 500;

const isAllowed = `SELECT has_function_privilege('archive_audit(bigint, text)', 'EXECUTE') AS allowed`;

const keep = 'INSERT INTO audit_anchor_state (target, state) SELECT * FROM unnest($1::text[], $2::text[])';

/** Deletes archived events of the audit trail, with the login of the schema's owner. */
export class PostgresAuditArchive extends AuditArchive {
  constructor(private readonly database: OwnerDatabase) {
    super();
  }

  assertAllowed(): Promise<void> {
    return this.connected((owner) => assertOwner(owner, isAllowed, 'archive the audit trail'));
  }

  /** In one transaction: the anchor, what is kept, and the events change together or not at all. */
  remove({ id, hash }: ArchivedRange, states: readonly RecordedState[]): Promise<string> {
    return this.connected(async (owner) => {
      await owner.query('BEGIN');
      await owner.query('DELETE FROM audit_anchor_state');
      for (let start = 0; start < states.length; start += chunk) {
        const some = states.slice(start, start + chunk);
        await owner.query(keep, [some.map(({ target }) => target), some.map(({ state }) => state)]);
      }
      const { rows } = await owner.query<{ deleted: string }>(
        'SELECT archive_audit($1, $2)::text AS deleted',
        [id, hash],
      );
      await owner.query('COMMIT');
      return rows[0]?.deleted ?? '0';
    });
  }

  private connected<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
    return asOwner(this.database, 'portaria audit archive', work);
  }
}
