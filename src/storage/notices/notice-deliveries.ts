import type pg from 'pg';
import type { OutgoingNotice } from '../../core/notices/notice.js';

/** Longer than a notice can become due again: what has ended for 7 days is due no more. */
const keptDays = 90;
/** Longer than every attempt of the queue together. */
const givenUpAfterDays = 4;
const errorCharactersMax = 500;

const outgoing = `
  SELECT n.id AS "noticeId", n.kind, n.data, n.created_at AS "createdAt",
         r.id::text AS "recipientId", r.kind AS "recipientKind", r.address, r.sealed
  FROM notice_delivery d
  JOIN notice n ON n.id = d.notice_id
  JOIN notice_recipient r ON r.id = d.recipient_id AND r.removed_at IS NULL
  WHERE d.id = $1 AND d.state <> 'delivered'`;

/** The deliveries of which the queue has lost the job, and those that were asked for again, are put into it. */
export const pendingWithoutJob = `
  SELECT d.id::text FROM notice_delivery d
  WHERE d.state = 'pending' AND NOT EXISTS (
    SELECT FROM notice_queue.job j
    WHERE j.name = $1 AND j.singleton_key = d.id::text AND j.state < 'completed')
  ORDER BY d.id LIMIT $2`;

/** `StatementRunner`: what runs a statement, over a pool or over one connection. */
export interface StatementRunner {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

interface OutgoingRow extends Omit<OutgoingNotice, 'recipient'> {
  readonly recipientId: string;
  readonly recipientKind: OutgoingNotice['recipient']['kind'];
  readonly address: string;
  readonly sealed: Uint8Array | null;
}

/** Reads what is to be sent, and records what became of it. */
export class NoticeDeliveries {
  constructor(private readonly pool: StatementRunner) {}

  /** `null`: it was delivered, or its recipient was removed. */
  async outgoing(delivery: string): Promise<OutgoingNotice | null> {
    const { rows } = await this.pool.query<OutgoingRow>(outgoing, [delivery]);
    const [row] = rows;
    if (!row) return null;
    const { recipientId: id, recipientKind: kind, address, sealed, ...notice } = row;
    return { ...notice, recipient: { id, kind, address, sealed } };
  }

  async delivered(delivery: string): Promise<void> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = 'delivered', attempts = attempts + 1, last_error = NULL,
         attempted_at = clock_timestamp() WHERE id = $1`,
      [delivery],
    );
  }

  /** `last`: it is not tried again. */
  async failed(delivery: string, error: string, last: boolean): Promise<void> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = CASE WHEN $3 THEN 'failed' ELSE state END, attempts = attempts + 1,
         last_error = $2, attempted_at = clock_timestamp() WHERE id = $1 AND state <> 'delivered'`,
      [delivery, error.slice(0, errorCharactersMax).replaceAll('\0', ''), last],
    );
  }

  /** Ends what was given up, deletes what is old, and counts the deliveries that are not delivered. */
  async maintain(): Promise<{ readonly pending: number; readonly failed: number }> {
    await this.pool.query(
      `UPDATE notice_delivery SET state = 'failed' WHERE state = 'pending'
         AND coalesce(attempted_at, created_at) < clock_timestamp() - make_interval(days => $1)`,
      [givenUpAfterDays],
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
