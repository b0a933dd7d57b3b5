import { ReusedFamilyRevoker } from '../../core/realm/reused-family-revoker.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { FamilyId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import type { Database } from '../database.js';
import { deadlockDetected, sqlStateOf } from '../sqlstate.js';
import { barrierTimeoutMs, waitForInFlightIssuance } from '../unit-of-work/barrier.js';

/** Functions of the migrations: the database login of a process that only issues tokens may revoke nothing else. */
const revokeFamily = { name: 'end-reused-family', text: 'SELECT end_reused_family($1, $2, $3)::text AS id' };
const acknowledge = { name: 'acknowledge-reused-family', text: 'SELECT acknowledge_reused_family($1)' };

/** How often it is tried when PostgreSQL ends it because of a deadlock. */
const triesMax = 3;

/** Revokes a family, and waits until no record of a token is in flight that began before. */
export class PostgresReusedFamilyRevoker extends ReusedFamilyRevoker {
  constructor(private readonly database: Database) {
    super();
  }

  async revokeReused(family: FamilyId, { requestId, address }: RequestSource): Promise<void> {
    const revocation = await this.revoke([family, requestId, address]);
    // Without a family there is nothing left to end.
    if (revocation === null) return;
    try {
      await waitForInFlightIssuance(
        { statement: (text, values) => this.database.query({ name: 'wait-for-records', text }, values) },
        barrierTimeoutMs,
      );
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      throw new Refusal('unavailable', error.message, {}, { cause: error });
    }
    await this.database.query(acknowledge, [revocation]);
  }

  private async revoke(values: readonly unknown[]): Promise<string | null> {
    for (let tries = 1; ; tries += 1) {
      try {
        const [row] = await this.database.query<{ id: string | null }>(revokeFamily, values);
        return row?.id ?? null;
      } catch (error) {
        if (sqlStateOf(error) !== deadlockDetected || tries === triesMax) throw error;
      }
    }
  }
}
