import { revocationExpiry } from '../repositories/revocation-expiry.js';

/**
 * Waits for the records of issue in flight; those that begin later see what was committed. One statement, so the lock is
 * given back as soon as it is got. The patience is set before the lock is asked for: the one row comes from there. $1: the
 * patience in milliseconds.
 */
export const waitForRecords = `
  WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', $1, true) AS ms)
  SELECT pg_advisory_xact_lock($2) FROM patience`;

/**
 * Moves revocations to this moment, and settles the idempotency key ($2, $3; NULL: there is none). Only now is it certain
 * that no token of a later second leaves. A crash before this leaves them earlier, and a repeat under the same key moves
 * them then. $1: one parameter, however many there are: PostgreSQL takes no more than 65,535 of them.
 */
export const moveRevocations = `
  WITH settled AS (
    UPDATE idempotency SET facts = '{}', acknowledged = true WHERE account_id = $2 AND key = $3)
  UPDATE revocation SET effective_at = clock_timestamp(), expires_at = ${revocationExpiry()} WHERE id = ANY ($1::bigint[])`;
