import type { ChangeBudget, ChangeLimits } from '../core/accounts/change-budget.js';
import type { AuditTrailReader } from '../core/audit/audit-trail-reader.js';
import type { RefusedChangeLog } from '../core/audit/refused-change-log.js';
import type { RefusalRecords } from '../core/refusals/refusal-records.js';
import type { DatabaseLoad } from '../core/shared/service-load.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import { PostgresAuditTrailReader } from './repositories/postgres-audit-trail-reader.js';
import { PostgresChangeBudget } from './repositories/postgres-change-budget.js';
import { PostgresRefusalRecords } from './repositories/postgres-refusal-records.js';
import type { ManagementDatabase } from './transaction/management-database.js';
import { ManagementPool, type ManagementUser } from './transaction/management-pool.js';
import { PostgresRefusedChangeLog } from './unit-of-work/postgres-refused-change-log.js';
import { PostgresUnitOfWork, type RevocationEvents } from './unit-of-work/postgres-unit-of-work.js';

/** `ManagementStorage`: what management needs of PostgreSQL, over one pool of connections. */
export interface ManagementStorage {
  readonly database: UnitOfWork;
  readonly refusedChangeLog: RefusedChangeLog;
  readonly refusals: RefusalRecords;
  readonly auditTrail: AuditTrailReader;
  changeBudget(limits: ChangeLimits): ChangeBudget;
  /** Returns the load of its connections. */
  load(): DatabaseLoad;
  close(): Promise<void>;
}

export const openManagementStorage = (
  config: ManagementDatabase,
  user?: ManagementUser,
  events?: RevocationEvents,
): ManagementStorage => {
  const pool = new ManagementPool(config, user);
  return {
    database: new PostgresUnitOfWork(pool, undefined, events),
    refusedChangeLog: new PostgresRefusedChangeLog(pool),
    refusals: new PostgresRefusalRecords(pool),
    auditTrail: new PostgresAuditTrailReader(pool),
    changeBudget: (limits) => new PostgresChangeBudget(pool, limits),
    load: () => pool.load,
    close: () => pool.close(),
  };
};
