import { ChangeBudget, type ChangeLimits } from '../core/accounts/change-budget.js';
import { AuditTrailReader } from '../core/audit/audit-trail-reader.js';
import { RefusedChangeLog } from '../core/audit/refused-change-log.js';
import { RefusalRecords } from '../core/refusals/refusal-records.js';
import { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { ManagementStorage } from './management-storage.js';
import { nothingOpened } from './transaction/management-connections.js';
import type { ManagementDatabaseConfig } from './transaction/management-database.js';
import type { ManagementUser } from './transaction/management-pool.js';
import type { RevocationEvents } from './unit-of-work/postgres-unit-of-work.js';

type Loaded<T> = () => Promise<T>;

/**
 * Loads TypeORM, and what stands on it, when management is first used: a process that only issues
 * tokens needs neither its memory nor the time to load it.
 */
export const lazyManagementStorage = (
  config: ManagementDatabaseConfig,
  user?: ManagementUser,
  events?: RevocationEvents,
): ManagementStorage => {
  let loading: Promise<ManagementStorage> | null = null;
  let opened: ManagementStorage | null = null;
  const load = async (): Promise<ManagementStorage> => {
    const { openManagementStorage } = await import('./management-storage.js');
    return (opened = openManagementStorage(config, user, events));
  };
  const loaded = (): Promise<ManagementStorage> => (loading ??= load());
  return {
    database: new LazyUnitOfWork(async () => (await loaded()).database),
    reads: { read: async (work) => (await loaded()).reads.read(work) },
    refusedChangeLog: new LazyRefusedChangeLog(async () => (await loaded()).refusedChangeLog),
    refusals: new LazyRefusalRecords(async () => (await loaded()).refusals),
    auditTrail: new LazyAuditTrailReader(async () => (await loaded()).auditTrail),
    changeBudget: (limits: ChangeLimits) =>
      new LazyChangeBudget(async () => (await loaded()).changeBudget(limits)),
    poolLoad: () => opened?.poolLoad() ?? nothingOpened,
    close: async () => (await loading)?.close(),
  };
};

class LazyUnitOfWork extends UnitOfWork {
  constructor(private readonly loaded: Loaded<UnitOfWork>) {
    super();
  }

  async read<T>(work: Parameters<typeof UnitOfWork.prototype.read<T>>[0]): Promise<T> {
    return (await this.loaded()).read(work);
  }

  async change<T>(...input: Parameters<typeof UnitOfWork.prototype.change<T>>): Promise<T> {
    return (await this.loaded()).change(...input);
  }

  async revoke<T>(...input: Parameters<typeof UnitOfWork.prototype.revoke<T>>): Promise<T> {
    return (await this.loaded()).revoke(...input);
  }

  async waitForLaterSecond(revocations: readonly string[]): Promise<void> {
    return (await this.loaded()).waitForLaterSecond(revocations);
  }

  async passBarrier(...input: Parameters<UnitOfWork['passBarrier']>): Promise<void> {
    return (await this.loaded()).passBarrier(...input);
  }
}

class LazyRefusedChangeLog extends RefusedChangeLog {
  constructor(private readonly loaded: Loaded<RefusedChangeLog>) {
    super();
  }

  async record(...input: Parameters<RefusedChangeLog['record']>): Promise<void> {
    return (await this.loaded()).record(...input);
  }
}

class LazyRefusalRecords extends RefusalRecords {
  constructor(private readonly loaded: Loaded<RefusalRecords>) {
    super();
  }

  async byRequest(
    ...input: Parameters<RefusalRecords['byRequest']>
  ): ReturnType<RefusalRecords['byRequest']> {
    return (await this.loaded()).byRequest(...input);
  }

  async ofAccount(
    ...input: Parameters<RefusalRecords['ofAccount']>
  ): ReturnType<RefusalRecords['ofAccount']> {
    return (await this.loaded()).ofAccount(...input);
  }
}

class LazyAuditTrailReader extends AuditTrailReader {
  constructor(private readonly loaded: Loaded<AuditTrailReader>) {
    super();
  }

  async list(...input: Parameters<AuditTrailReader['list']>): ReturnType<AuditTrailReader['list']> {
    return (await this.loaded()).list(...input);
  }

  async after(...input: Parameters<AuditTrailReader['after']>): ReturnType<AuditTrailReader['after']> {
    return (await this.loaded()).after(...input);
  }

  async anchor(...input: Parameters<AuditTrailReader['anchor']>): ReturnType<AuditTrailReader['anchor']> {
    return (await this.loaded()).anchor(...input);
  }

  async currentState(
    ...input: Parameters<AuditTrailReader['currentState']>
  ): ReturnType<AuditTrailReader['currentState']> {
    return (await this.loaded()).currentState(...input);
  }
}

class LazyChangeBudget extends ChangeBudget {
  constructor(private readonly loaded: Loaded<ChangeBudget>) {
    super();
  }

  async consume(...input: Parameters<ChangeBudget['consume']>): Promise<void> {
    return (await this.loaded()).consume(...input);
  }

  async countRefusedChange(...input: Parameters<ChangeBudget['countRefusedChange']>): Promise<boolean> {
    return (await this.loaded()).countRefusedChange(...input);
  }

  async countRevocation(...input: Parameters<ChangeBudget['countRevocation']>): Promise<boolean> {
    return (await this.loaded()).countRevocation(...input);
  }
}
