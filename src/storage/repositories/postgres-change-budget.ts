import { ChangeBudget, type ChangeLimits } from '../../core/accounts/change-budget.js';
import type { AccountId } from '../../core/shared/ids.js';
import { RateLimited } from '../../core/shared/management-error.js';
import type { ManagementPool } from '../transaction/management-pool.js';
import { countToday, today } from './count-today.js';

/** No row is returned when nothing is left of $2 changes or $3 refusals. */
const consumeChange = countToday('changes', 'c.day <> excluded.day OR (c.changes < $2 AND c.refused < $3)');
const addRefusal = countToday('refused');
const addRevocation = countToday('revocations');

const untilTomorrow = `
  SELECT ceil(extract(epoch FROM (${today} + 1)::timestamp - (clock_timestamp() AT TIME ZONE 'UTC')))::integer AS seconds`;

/** Counts in the database, so that the limits hold for all processes together. */
export class PostgresChangeBudget extends ChangeBudget {
  constructor(
    private readonly connection: ManagementPool,
    private readonly limits: ChangeLimits,
  ) {
    super();
  }

  async consume(account: AccountId): Promise<void> {
    const { changesPerDay, refusedPerDay } = this.limits;
    const consumed = await this.rowsOf(consumeChange, [account, changesPerDay, refusedPerDay]);
    if (consumed.length > 0) return;
    const [rest] = (await this.rowsOf(untilTomorrow, [])) as { seconds: number }[];
    throw nothingLeft(rest?.seconds ?? 1);
  }

  countRefusedChange(account: AccountId): Promise<boolean> {
    return this.isWithinLimit(addRefusal, account);
  }

  countRevocation(account: AccountId): Promise<boolean> {
    return this.isWithinLimit(addRevocation, account);
  }

  /** Counts, and resolves to whether the number is still within that of rejected changes. */
  private async isWithinLimit(statement: string, account: AccountId): Promise<boolean> {
    const [row] = (await this.rowsOf(statement, [account])) as { count: number }[];
    return (row?.count ?? 0) <= this.limits.refusedPerDay;
  }

  private rowsOf(statement: string, values: readonly unknown[]): Promise<readonly unknown[]> {
    return this.connection.transaction(undefined, async (manager) => {
      const found: unknown = await manager.query(statement, [...values]);
      return found as readonly unknown[];
    });
  }
}

const nothingLeft = (seconds: number): RateLimited =>
  new RateLimited(
    'account: it had too many changes or refused changes today. Nothing was changed. Try again tomorrow (UTC), or ask ' +
      'the operator of the gateway. You can still revoke secrets and unlink certificates',
    seconds,
  );
