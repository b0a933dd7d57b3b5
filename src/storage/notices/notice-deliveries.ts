import type pg from 'pg';
import type { OutgoingNotice } from '../../core/notices/notice.js';

/** Longer than a notice can become due again: what has ended for 7 days is due no more. */
const keptDays = 90;
/** Longer than every attempt of the queue together. */
const endsAfterDays = 4;
const errorCharactersMax = 500;

/** An attempt counts from its beginning: a process that is killed during it cannot count it afterwards. */
const beginAttempt = `
  UPDATE notice_delivery d SET attempts = d.attempts + 1, attempted_at = clock_timestamp()
  FROM notice n, notice_recipient r
  WHERE d.id = $1 AND d.state <> 'delivered' AND n.id = d.notice_id AND r.id = d.recipient_id AND r.removed_at IS NULL
  RETURNING n.id AS "noticeId", n.kind, n.data, n.created_at AS "createdAt",
            r.id::text AS "recipientId", r.kind AS "recipientKind", r.address, r.language, r.sealed`;

/** The jobs that wait for their next attempt, of deliveries that were asked for again since. A new job has all its attempts. */
export const deleteOutdatedJobs = `
  DELETE FROM notice_queue.job j USING notice_delivery d
  WHERE j.name = $1 AND j.singleton_key = d.id::text AND j.state IN ('created', 'retry')
    AND d.state = 'pending' AND d.asked_at > j.created_on`;

/** A job `j` without attempts left, which a delivery `d` that was asked for again does not end. */
const failedSinceAsked = `(j.state = 'failed' AND (d.asked_at IS NULL OR j.created_on >= d.asked_at))`;

/** A process that is killed during the last attempt records nothing: without this, the delivery would get new attempts for days. */
export const endWithFailedJobs = `
  UPDATE notice_delivery d
  SET state = 'failed', last_error = coalesce(last_error, 'its process ended during every attempt')
  FROM notice_queue.job j
  WHERE d.state = 'pending' AND j.name = $1 AND j.singleton_key = d.id::text AND ${failedSinceAsked}
  RETURNING d.id::text`;

/** The deliveries of which the queue has lost the job, and those that were asked for again, are put into it. */
export const pendingWithoutJob = `
  SELECT d.id::text FROM notice_delivery d
  WHERE d.state = 'pending' AND NOT EXISTS (
    SELECT FROM notice_queue.job j
    WHERE j.name = $1 AND j.singleton_key = d.id::text AND (j.state < 'completed' OR ${failedSinceAsked}))
  ORDER BY d.id LIMIT $2`;

/** `StatementRunner`: what runs a statement, over a pool or over one connection. */
export interface StatementRunner {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

interface OutgoingRow extends Omit<OutgoingNotice, 'recipient'> {
  readonly recipientId: string;
  readonly recipientKind: OutgoingNotice['recipient']['kind'];
  readonly address: string;
  readonly language: OutgoingNotice['recipient']['language'];
  readonly sealed: Uint8Array | null;
}

/** Reads what is to be sent, and records what became of it. */
export class NoticeDeliveries {
  constructor(private readonly pool: StatementRunner) {}

  /** Counts an attempt, and returns what is to be sent. `null`: it was delivered, or its recipient was removed. */
  async begin(delivery: string): Promise<OutgoingNotice | null> {
    const { rows } = await this.pool.query<OutgoingRow>(beginAttempt, [delivery]);
    const [row] = rows;
    if (!row) return null;
    const { recipientId: id, recipientKind: kind, address, language, sealed, ...notice } = row;
    return { ...notice, recipient: { id, kind, address, language, sealed } };
  }

  async delivered(delivery: string): Promise<void> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = 'delivered', last_error = NULL, attempted_at = clock_timestamp() WHERE id = $1`,
      [delivery],
    );
  }

  /** `last`: it is not tried again. */
  async failed(delivery: string, error: string, last: boolean): Promise<void> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = CASE WHEN $3 THEN 'failed' ELSE state END, last_error = $2, attempted_at = clock_timestamp() WHERE id = $1 AND state <> 'delivered'`,
      [delivery, error.slice(0, errorCharactersMax).replaceAll('\0', ''), last],
    );
  }

  /** Ends what has waited too long, deletes what is old, and counts the deliveries that are not delivered. */
  async maintain(): Promise<{ readonly pending: number; readonly failed: number }> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = 'failed' WHERE state = 'pending'
         AND greatest(attempted_at, asked_at, created_at) < clock_timestamp() - make_interval(days => $1)`,
      [endsAfterDays],
    );
    await this.pool.query(
      `DELETE FROM notice WHERE id IN (
         SELECT id FROM notice WHERE created_at < clock_timestamp() - make_interval(days => $1) LIMIT 1000)`,
      [keptDays],
    );
    const { rows } = await this.pool.query<{ pending: number; failed: number }>(
      `SELECT (count(*) FILTER (WHERE state = 'pending'))::integer AS pending,
              (count(*) FILTER (WHERE state = 'failed'))::integer AS failed
       FROM notice_delivery WHERE state <> 'delivered'`,
    );
    return rows[0] ?? { pending: 0, failed: 0 };
  }
}
