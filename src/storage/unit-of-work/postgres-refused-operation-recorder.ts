import { type NamedTargets, RefusedOperationRecorder } from '../../core/audit/audit-event.js';
import type { Operation } from '../../core/audit/operation.js';
import { resolveNamedTargets } from '../repositories/resolve-named-targets.js';
import { appendAudit, recordRefusal } from '../transaction/append-audit.js';
import type { ManagementPool } from '../transaction/management-pool.js';
import { readTransaction } from './transactions.js';

/**
 * Records refused operations in the audit trail. Those of accounts by a token are counted where they
 * repeat: a program can ask without end, and an event is kept permanently. At the command line each
 * has its event.
 */
export class PostgresRefusedOperationRecorder extends RefusedOperationRecorder {
  constructor(private readonly connection: ManagementPool) {
    super();
  }

  record(operation: Operation, reason: string, named: NamedTargets): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (manager) => {
      const targets = await resolveNamedTargets(readTransaction(manager), named);
      if (operation.actor.kind === 'account') await recordRefusal(manager, operation, { targets, reason });
      else
        await appendAudit(manager, operation, {
          targets,
          before: null,
          after: null,
          outcome: 'refused',
          reason,
        });
    });
  }
}
