import type { EntityManager } from 'typeorm';
import type { Operation } from '../../core/audit/operation.js';
import type { AwaitedRevocations, IdempotencyKey, IdempotencyRecord } from '../../core/shared/idempotency.js';
import type { AccountId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';

/**
 * A second transaction with the same key waits here for the first. An expired key counts as free.
 * A conflict locks the row, which is written to the log: so the commit of a repeat waits for the
 * standby too, and an outcome that a failover would lose is never answered as done. The column `facts`
 * has the unacknowledged revocations while `acknowledged` is false, then the earlier ones (docs/adr/0021).
 */
const claim = `
  INSERT INTO idempotency AS i (account_id, key, request_digest) VALUES ($1, $2, $3)
  ON CONFLICT (account_id, key) DO UPDATE
    SET request_digest = excluded.request_digest, outcome = NULL, facts = '{}', acknowledged = true, created_at = clock_timestamp()
    WHERE i.created_at <= clock_timestamp() - interval '24 hours'
  RETURNING 1`;
/** The claim waited for the first transaction, so this statement sees its result. */
const find =
  'SELECT request_digest, outcome, facts, acknowledged FROM idempotency WHERE account_id = $1 AND key = $2';
const updateOutcome =
  'UPDATE idempotency SET outcome = $3, facts = $4, acknowledged = $5 WHERE account_id = $1 AND key = $2';
const release = 'DELETE FROM idempotency WHERE account_id = $1 AND key = $2';
/** SKIP LOCKED, so that concurrent changes never wait to delete expired keys. */
const clear = `
  DELETE FROM idempotency WHERE (account_id, key) IN (
    SELECT account_id, key FROM idempotency WHERE created_at <= clock_timestamp() - interval '24 hours'
    ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)`;

interface OutcomeRow {
  readonly request_digest: string;
  readonly outcome: string | null;
  readonly facts: readonly string[];
  readonly acknowledged: boolean;
}

/** The stored outcome under the idempotency key of one operation. */
export class IdempotencyStore {
  private constructor(
    private readonly account: AccountId,
    private readonly idempotency: IdempotencyKey,
  ) {}

  /** Returns `null` when the operation has no key. */
  static of({ actor, idempotency }: Operation): IdempotencyStore | null {
    if (!idempotency) return null;
    if (!actor.accountId)
      throw new Error('an idempotency key belongs to an account, and this actor has none');
    return new IdempotencyStore(actor.accountId, idempotency);
  }

  /** The account and the key: the primary key of the table. */
  get id(): readonly [AccountId, string] {
    return [this.account, this.idempotency.key];
  }

  /**
   * Claims the key, as the first step of the transaction. Returns `null` when it was free. Throws
   * `ManagementError('reused')`.
   */
  async claim(manager: EntityManager): Promise<IdempotencyRecord | null> {
    const claimed: unknown = await manager.query(claim, [...this.id, this.idempotency.requestDigest]);
    if ((claimed as unknown[]).length > 0) {
      await manager.query(clear);
      return null;
    }
    const found: unknown = await manager.query(find, [...this.id]);
    const [recorded] = found as OutcomeRow[];
    if (recorded?.request_digest !== this.idempotency.requestDigest) throw reused();
    return { outcome: JSON.parse(recorded.outcome ?? 'null') as unknown, ...awaitedBy(recorded) };
  }

  /**
   * Stores the outcome in the same transaction, with the revocations that a repeat waits for: it may
   * come while the first request still waits, and must not be answered before it.
   */
  async recordOutcome(
    manager: EntityManager,
    result: unknown,
    { unacknowledgedRevocations: written, earlierRevocations }: AwaitedRevocations,
  ): Promise<void> {
    const outcome = JSON.stringify(this.idempotency.outcomeOf(result) ?? null);
    await manager.query(updateOutcome, [
      ...this.id,
      outcome,
      written ?? earlierRevocations,
      written === null,
    ]);
  }

  /** Gives the claimed key back: the operation changed nothing, so a repeat may run again. */
  async release(manager: EntityManager): Promise<void> {
    await manager.query(release, [...this.id]);
  }
}

const awaitedBy = ({ acknowledged, facts }: OutcomeRow): AwaitedRevocations =>
  acknowledged
    ? { unacknowledgedRevocations: null, earlierRevocations: facts }
    : { unacknowledgedRevocations: facts, earlierRevocations: [] };

const reused = (): ManagementError =>
  new ManagementError(
    'reused',
    'idempotency key: it was used for another request within 24 hours. Use a new one',
    'idempotency key',
  );
