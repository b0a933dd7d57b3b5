import type { ArchivedRange } from '../../core/audit/audit-archive.js';
import { parseEventId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';

/**
 * Records in the trail which of its events are archived, before they are deleted. `archive_audit`,
 * the SQL function that deletes them, demands this event.
 */
export class RecordArchive implements UseCase<ArchivedRange, ArchivedRange> {
  readonly action = 'audit.archive';

  targetsOf() {
    return {};
  }

  prepare(range: ArchivedRange): PreparedChange<ArchivedRange> {
    parseEventId(range.id);
    return {
      kind: 'changes',
      run: async ({ auditTrail }) => {
        await auditTrail.recordArchive(range);
        return range;
      },
    };
  }
}
