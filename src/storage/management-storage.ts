import type { ChangeBudget, ChangeLimits } from '../core/accounts/change-budget.js';
import type { AuditTrailReader } from '../core/audit/audit-trail-reader.js';
import type { RefusedChangeLog } from '../core/audit/refused-change-log.js';
import type { RefusalRecords } from '../core/refusals/refusal-records.js';
import type { DatabaseLoad } from '../core/shared/service-load.js';
import type { Reads, UnitOfWork } from '../core/shared/unit-of-work.js';
import { PostgresAuditTrailReader } from './repositories/postgres-audit-trail-reader.js';
import { PostgresChangeBudget } from './repositories/postgres-change-budget.js';
import { PostgresRefusalRecords } from './repositories/postgres-refusal-records.js';
import type { ManagementDatabaseConfig } from './transaction/management-database.js';
import { ManagementPool, type ManagementUser } from './transaction/management-pool.js';
import { ReadTurns } from './transaction/read-turns.js';
import type { Transactions } from './transaction/statements.js';
import { PostgresRefusedChangeLog } from './unit-of-work/postgres-refused-change-log.js';
import { PostgresUnitOfWork, type RevocationEvents } from './unit-of-work/postgres-unit-of-work.js';

/** `ManagementStorage`: what management needs of PostgreSQL, over one pool of connections. */
export interface ManagementStorage {
  /** For changes: what they read does not wait for what is only read. */
  readonly database: UnitOfWork;
  readonly reads: Reads;
  readonly refusedChangeLog: RefusedChangeLog;
  readonly refusals: RefusalRecords;
  readonly auditTrail: AuditTrailReader;
  changeBudget(limits: ChangeLimits): ChangeBudget;
  /** Returns the load of its connections. */
  poolLoad(): DatabaseLoad;
  close(): Promise<void>;
}

export const openManagementStorage = (
  config: ManagementDatabaseConfig,
  user?: ManagementUser,
  events?: RevocationEvents,
): ManagementStorage => {
  const pool = new ManagementPool(config, user);
  const turns = new ReadTurns(config.timeoutMs);
  const reading: Transactions = {
    transaction: (isolation, work) => turns.run(() => pool.transaction(isolation, work)),
  };
  const database = new PostgresUnitOfWork(pool, undefined, events);
  return {
    database,
    reads: { read: (work) => turns.run(() => database.read(work)) },
    refusedChangeLog: new PostgresRefusedChangeLog(pool),
    refusals: new PostgresRefusalRecords(reading),
    auditTrail: new PostgresAuditTrailReader(reading),
    changeBudget: (limits) => new PostgresChangeBudget(pool, limits),
    // A read that waits for its turn waits for a connection.
    poolLoad: () => ({ ...pool.load, waiting: pool.load.waiting + turns.waiting }),
    close: () => pool.close(),
  };
};
