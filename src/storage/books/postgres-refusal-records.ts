import { type KeptRefusal, type RefusalFilter, RefusalRecords } from '../../core/books.js';
import type { AccountId, Fingerprint, RequestId } from '../../core/ids.js';
import type { BookConnection } from './book-connection.js';

/** Plain SQL: the table is partitioned by day, which TypeORM's entities do not know. */
const columns = `
  id::text, at, request_id, contract, door, reason, detail, client_id, account_id, encode(fingerprint, 'hex') AS fingerprint,
         host(source_address) AS address`;
const byRequest = `SELECT ${columns} FROM refusal WHERE request_id = $1 ORDER BY at, refusal.id`;
const ofAccount = `
  SELECT ${columns} FROM refusal
  WHERE account_id = $1 AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
    AND ($4::bigint IS NULL OR id < $4)
  ORDER BY refusal.id DESC LIMIT $5`;

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly request_id: string;
  readonly contract: string;
  readonly door: string;
  readonly reason: string;
  readonly detail: string;
  readonly client_id: string | null;
  readonly account_id: string | null;
  readonly fingerprint: string | null;
  readonly address: string | null;
}

export class PostgresRefusalRecords extends RefusalRecords {
  constructor(private readonly connection: BookConnection) {
    super();
  }

  byRequest(requestId: RequestId): Promise<KeptRefusal[]> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      const found: unknown = await rows.query(byRequest, [requestId]);
      return (found as Row[]).map(toRefusal);
    });
  }

  ofAccount({ account, since, until, before, limit }: RefusalFilter): Promise<KeptRefusal[]> {
    return this.connection.transaction('READ COMMITTED', async (rows) => {
      const found: unknown = await rows.query(ofAccount, [
        account,
        since ?? null,
        until ?? null,
        before,
        limit,
      ]);
      return (found as Row[]).map(toRefusal);
    });
  }
}

const toRefusal = ({ request_id, client_id, account_id, ...row }: Row): KeptRefusal => ({
  ...row,
  requestId: request_id,
  clientId: client_id,
  accountId: account_id as AccountId | null,
  fingerprint: row.fingerprint as Fingerprint | null,
});
