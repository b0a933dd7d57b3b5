import { type NamedThings, RefusedOperations } from '../../core/audit/audit-event.js';
import type { Operation } from '../../core/audit/operation.js';
import { appendAudit } from '../unit-of-work/append-audit.js';
import type { ManagementConnection } from '../unit-of-work/management-connection.js';
import { readTransaction } from '../unit-of-work/transactions.js';
import { resolveNamedTargets } from './resolve-named-targets.js';

/** Records refused operations in the audit trail. */
export class PostgresRefusedOperations extends RefusedOperations {
  constructor(private readonly connection: ManagementConnection) {
    super();
  }

  record(operation: Operation, reason: string, named: NamedThings): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      const targets = await resolveNamedTargets(readTransaction(rows), named);
      await appendAudit(rows, operation, { targets, before: null, after: null, outcome: 'refused', reason });
    });
  }
}
