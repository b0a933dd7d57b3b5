import {
  type ArchivedRange,
  type AuditArchiveRecorder,
  auditTrailTarget,
} from '../../core/audit/audit-archive.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ChangeContext } from '../transaction/change-context.js';

/** Writes in one transaction what is archived of the trail. */
export class PostgresAuditArchiveRecorder implements AuditArchiveRecorder {
  constructor(private readonly change: ChangeContext) {}

  async recordArchive({ id, hash, states }: ArchivedRange): Promise<void> {
    const found: unknown = await this.change.manager.query(
      `SELECT FROM audit_event WHERE id = $1 AND encode(hash, 'hex') = $2`,
      [id, hash],
    );
    if ((found as unknown[]).length === 0)
      throw new ManagementError('not_found', `audit: there is no event ${id} with this hash`, 'audit');
    // archive_audit compares these bytes: the order of the members is part of them.
    const after = { archivedTo: id, hash, states };
    this.change.audit.record(auditTrailTarget, { before: null, after });
  }
}
