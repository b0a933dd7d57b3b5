import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import type { AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { ArchiveAudit } from './archive-audit.js';
import { AuditVerificationQueue } from './audit-verification-queue.js';
import { ExportAudit } from './export-audit.js';
import { ListAudit } from './list-audit.js';
import { RecordArchive } from './record-archive.js';
import { VerifyAudit } from './verify-audit.js';
import { VerifyAuditCopy } from './verify-audit-copy.js';

/**
 * `AuditUseCases`: who did what, and proof that the trail was not rewritten. This folder owns
 * reading, verifying and archiving the trail; it must never change an event, or delete one that is in no
 * archive.
 */
export class AuditUseCases {
  readonly list: ListAudit;
  readonly verify: AuditVerificationQueue;
  readonly export: ExportAudit;
  readonly archive: ArchiveAudit;
  readonly recordArchive = new RecordArchive();

  constructor(reader: AuditTrailReader, hasher: AuditHasher) {
    this.list = new ListAudit(reader);
    this.verify = new AuditVerificationQueue(new VerifyAudit(reader, hasher));
    this.export = new ExportAudit(reader);
    this.archive = new ArchiveAudit(reader, hasher, new VerifyAuditCopy(hasher));
  }
}
