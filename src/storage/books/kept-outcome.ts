import type { EntityManager } from 'typeorm';
import { AlreadyDone } from '../../core/already-done.js';
import type { Deed, Once } from '../../core/deed.js';
import type { AccountId } from '../../core/ids.js';
import { ManagementError } from '../../core/management-error.js';

/** A second transaction with the same key waits here for the first. An expired one is as good as none. */
const claim = `
  INSERT INTO idempotency AS i (account_id, key, request_digest) VALUES ($1, $2, $3)
  ON CONFLICT (account_id, key) DO UPDATE
    SET request_digest = excluded.request_digest, outcome = NULL, facts = '{}', acknowledged = true, created_at = clock_timestamp()
    WHERE i.created_at <= clock_timestamp() - interval '24 hours'
  RETURNING 1`;
/** Whoever comes after the claim sees what it left. */
const find =
  'SELECT request_digest, outcome, facts, acknowledged FROM idempotency WHERE account_id = $1 AND key = $2';
const keep =
  'UPDATE idempotency SET outcome = $3, facts = $4, acknowledged = $5 WHERE account_id = $1 AND key = $2';
/** Two changes at once never wait for each other's rubbish. */
const clear = `
  DELETE FROM idempotency WHERE (account_id, key) IN (
    SELECT account_id, key FROM idempotency WHERE created_at <= clock_timestamp() - interval '24 hours'
    ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)`;
const settle = `UPDATE idempotency SET facts = '{}', acknowledged = true WHERE account_id = $1 AND key = $2`;

interface KeptRow {
  readonly request_digest: string;
  readonly outcome: string | null;
  readonly facts: readonly string[];
  readonly acknowledged: boolean;
}

/** Done before, but not acknowledged: it has not passed the barrier. */
export class NotYetAcknowledged extends Error {
  constructor(
    readonly done: AlreadyDone,
    readonly facts: readonly string[],
  ) {
    super('done before, but never acknowledged');
  }
}

/** The key of one change, and what is kept under it. */
export class KeptOutcome {
  private constructor(
    private readonly account: AccountId,
    private readonly once: Once,
  ) {}

  /** `null` when the change may be made again and again. */
  static of({ actor, once }: Deed): KeptOutcome | null {
    if (!once) return null;
    if (!actor.accountId) throw new Error('a key is of an account, and this actor has none');
    return new KeptOutcome(actor.accountId, once);
  }

  /** First of all in the change. Throws `AlreadyDone`, `NotYetAcknowledged` or `ManagementError('reused')`. */
  async claim(rows: EntityManager): Promise<void> {
    const claimed: unknown = await rows.query(claim, [...this.name, this.once.requestDigest]);
    if ((claimed as unknown[]).length > 0) {
      await rows.query(clear);
      return;
    }
    const found: unknown = await rows.query(find, [...this.name]);
    const [kept] = found as KeptRow[];
    if (kept?.request_digest !== this.once.requestDigest) throw reused();
    const done = new AlreadyDone(JSON.parse(kept.outcome ?? 'null'));
    throw kept.acknowledged ? done : new NotYetAcknowledged(done, kept.facts);
  }

  /** In the same transaction. `facts` are those of a change that has to pass the barrier; `null`: it takes nothing away. */
  async keep(rows: EntityManager, result: unknown, facts: readonly string[] | null): Promise<void> {
    const outcome = JSON.stringify(this.once.outcomeOf(result) ?? null);
    await rows.query(keep, [...this.name, outcome, facts ?? [], facts === null]);
  }

  /** It has passed the barrier. */
  async settle(rows: EntityManager): Promise<void> {
    await rows.query(settle, [...this.name]);
  }

  private get name(): readonly [AccountId, string] {
    return [this.account, this.once.key];
  }
}

const reused = (): ManagementError =>
  new ManagementError(
    'reused',
    'idempotency key: it was used for another request within 24 hours; take a new one',
    'idempotency key',
  );
