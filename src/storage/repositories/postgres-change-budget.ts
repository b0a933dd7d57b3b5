import { ChangeBudget, type ChangeLimits } from '../../core/accounts/change-budget.js';
import type { AccountId } from '../../core/shared/ids.js';
import { RateLimited } from '../../core/shared/management-error.js';
import type { ManagementPool } from '../transaction/management-pool.js';

/** The day by which changes are counted. */
export const today = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;

/** No row is returned when nothing is left of $2 changes or $3 refusals. */
const consumeChange = `
  INSERT INTO account_changes AS c (account_id, day, changes) VALUES ($1, ${today}, 1)
  ON CONFLICT (account_id) DO UPDATE
    SET day = excluded.day,
        changes = CASE WHEN c.day = excluded.day THEN c.changes + 1 ELSE 1 END,
        refused = CASE WHEN c.day = excluded.day THEN c.refused ELSE 0 END,
        revoked_tokens = CASE WHEN c.day = excluded.day THEN c.revoked_tokens ELSE 0 END,
        revocations = CASE WHEN c.day = excluded.day THEN c.revocations ELSE 0 END
    WHERE c.day <> excluded.day OR (c.changes < $2 AND c.refused < $3)
  RETURNING 1`;

const addRefusal = `
  INSERT INTO account_changes AS c (account_id, day, refused) VALUES ($1, ${today}, 1)
  ON CONFLICT (account_id) DO UPDATE
    SET day = excluded.day,
        changes = CASE WHEN c.day = excluded.day THEN c.changes ELSE 0 END,
        refused = CASE WHEN c.day = excluded.day THEN c.refused + 1 ELSE 1 END,
        revoked_tokens = CASE WHEN c.day = excluded.day THEN c.revoked_tokens ELSE 0 END,
        revocations = CASE WHEN c.day = excluded.day THEN c.revocations ELSE 0 END
  RETURNING refused`;

const addRevocation = `
  INSERT INTO account_changes AS c (account_id, day, revocations) VALUES ($1, ${today}, 1)
  ON CONFLICT (account_id) DO UPDATE
    SET day = excluded.day,
        changes = CASE WHEN c.day = excluded.day THEN c.changes ELSE 0 END,
        refused = CASE WHEN c.day = excluded.day THEN c.refused ELSE 0 END,
        revoked_tokens = CASE WHEN c.day = excluded.day THEN c.revoked_tokens ELSE 0 END,
        revocations = CASE WHEN c.day = excluded.day THEN c.revocations + 1 ELSE 1 END
  RETURNING revocations`;

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

  async countRefusedChange(account: AccountId): Promise<boolean> {
    const [row] = (await this.rowsOf(addRefusal, [account])) as { refused: number }[];
    return (row?.refused ?? 0) <= this.limits.refusedPerDay;
  }

  async countRevocation(account: AccountId): Promise<boolean> {
    const [row] = (await this.rowsOf(addRevocation, [account])) as { revocations: number }[];
    return (row?.revocations ?? 0) <= this.limits.refusedPerDay;
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
