import { setTimeout as pause } from 'node:timers/promises';
import { ManagementError } from '../../core/shared/management-error.js';
import { advisoryLocks } from '../advisory-locks.js';
import { lockNotAvailable, sqlStateOf } from '../sqlstate.js';
import { isFutureDatedRecord } from '../transaction/future-dated-record.js';
import { revocationExpiry } from '../transaction/revocation-expiry.js';

/**
 * Waits for the issuance records in flight; later ones see what was committed. It is one statement,
 * so the lock is released as soon as it is granted. The timeout is set before the lock is
 * requested, because the one row comes from there. $1: the timeout in milliseconds.
 */
const waitForRecords = `
  WITH waiting AS MATERIALIZED (SELECT set_config('lock_timeout', $1, true) AS ms)
  SELECT pg_advisory_xact_lock($2) FROM waiting`;

/** Later records queue behind a waiting exclusive lock, so one try is short. */
const firstTryMs = 200;
/** Less than a user's record waits for a lock (500 ms): a try refuses no token. */
const longestTryMs = 450;
const growth = 1.3;

/**
 * A record of issuance that does not end means that the database is in trouble. The time is less than
 * NGINX waits for a response to a token request (12 s), so that the caller learns the outcome.
 */
export const barrierTimeoutMs = 9000;

/** `BarrierConnection`: runs one statement in a transaction of its own. */
interface BarrierConnection {
  statement(text: string, values: readonly unknown[]): Promise<unknown>;
}

/**
 * Waits until every record of issuance that is in flight has ended, for `timeoutMs`. One long wait
 * would hold up all tokens behind one record that does not end. So the lock is requested in short
 * tries, and between two tries tokens flow for as long as the try took.
 */
export const waitForInFlightIssuance = async (
  connection: BarrierConnection,
  timeoutMs: number,
): Promise<void> => {
  let leftMs = timeoutMs;
  for (let tryMs = firstTryMs; ; tryMs = Math.min(tryMs * growth, longestTryMs)) {
    const ms = Math.round(tryMs);
    try {
      await connection.statement(waitForRecords, [String(ms), advisoryLocks.recordBarrier]);
      return;
    } catch (error) {
      if (sqlStateOf(error) !== lockNotAvailable) throw error;
      leftMs -= 2 * ms;
      if (leftMs <= 0) throw issuanceNotFinished(error);
    }
    await pause(ms);
  }
};

const issuanceNotFinished = (cause: unknown): ManagementError =>
  new ManagementError('unavailable', 'the record of a token does not end', null, { cause });

/**
 * SQL for the moment of a revocation: now, or the time of the newest record where that is later,
 * because the database's clock stepped back in between. A token that was recorded before the
 * acknowledgement would otherwise survive its revocation. The day bounds what is read, by index: the
 * partitions of today and later. Records further ahead than a clock steps do not count. Attack: a planted one would keep the merchant's next tokens refused for days.
 */
const momentOfRevocation = `
  SELECT greatest(clock_timestamp(), max(t.issued_at)) AS at
  FROM token_issuance t WHERE t.issued_at > now() - interval '1 day' AND NOT ${isFutureDatedRecord}`;

/**
 * Moves revocations to this moment, and completes the idempotency key ($2, $3; NULL without one).
 * Only now is it certain that no token of a later second leaves. After a crash before this, they
 * stay earlier, and a repeat under the same key moves them. $1 is one parameter for all of them,
 * because PostgreSQL accepts at most 65,535 parameters. Returns the time of the newest record that
 * was ignored, because it is too far ahead of the clock.
 */
export const setRevocationTimes = `
  WITH settled AS (
    UPDATE idempotency SET facts = '{}', acknowledged = true WHERE account_id = $2 AND key = $3),
  moment AS MATERIALIZED (${momentOfRevocation}),
  moved AS (
    UPDATE revocation SET effective_at = m.at, expires_at = ${revocationExpiry('m.at')}
    FROM moment m WHERE id = ANY ($1::bigint[]))
  SELECT CASE WHEN ${isFutureDatedRecord} THEN t.issued_at END AS "ignoredUntil"
  FROM (SELECT max(r.issued_at) AS issued_at FROM token_issuance r WHERE r.issued_at > now() - interval '1 day') AS t`;
