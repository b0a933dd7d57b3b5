import type { Operation } from '../../core/audit/operation.js';
import {
  type NamedTargets,
  type RefusedChangeCause,
  RefusedChangeLog,
} from '../../core/audit/refused-change-log.js';
import { resolveNamedTargets } from '../repositories/resolve-named-targets.js';
import { appendAudit, recordRefusedChange } from '../transaction/append-audit.js';
import type { ManagementPool } from '../transaction/management-pool.js';
import { readTransaction } from './transactions.js';

/**
 * Records refused operations in the audit trail. They are counted where they repeat: a program can ask
 * without end, and an event is kept permanently. At the command line a refusal has its own event, unless
 * it names something that does not exist.
 */
export class PostgresRefusedChangeLog extends RefusedChangeLog {
  constructor(private readonly connection: ManagementPool) {
    super();
  }

  record(operation: Operation, { reason, groupKey }: RefusedChangeCause, named: NamedTargets): Promise<void> {
    return this.connection.transaction('READ COMMITTED', async (manager) => {
      const { targets, existing } = await resolveNamedTargets(readTransaction(manager), named);
      const isMadeUp = reason !== groupKey || targets.length > existing.length;
      if (operation.actor.kind === 'account' || isMadeUp)
        await recordRefusedChange(manager, operation, { targets, existing, reason, groupKey });
      else {
        const images = { before: null, after: null };
        await appendAudit(manager, operation, { targets, ...images, outcome: 'refused', reason });
      }
    });
  }
}
