import type { AuditHasher, AuditRecords } from '../../core/audit/audit-event.js';
import { ExportAudit } from './export-audit.js';
import { ListAudit } from './list-audit.js';
import { VerifyAudit } from './verify-audit.js';

/**
 * `AuditUseCases`: who did what, and proof that the trail was not rewritten. This folder owns
 * reading and verifying the trail; it must never change or delete an event.
 */
export class AuditUseCases {
  readonly list: ListAudit;
  readonly verify: VerifyAudit;
  readonly export: ExportAudit;

  constructor(records: AuditRecords, hasher: AuditHasher) {
    this.list = new ListAudit(records);
    this.verify = new VerifyAudit(records, hasher);
    this.export = new ExportAudit(records);
  }
}
