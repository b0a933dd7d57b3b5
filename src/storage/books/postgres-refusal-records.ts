import { type KeptRefusal, RefusalRecords } from '../../core/books.js';
import type { AccountId, Fingerprint, RequestId } from '../../core/ids.js';
import type { BookConnection } from './book-connection.js';

/** Plain SQL: the table is partitioned by day, which TypeORM's entities do not know. */
const byRequest = `
  SELECT at, request_id, contract, door, reason, detail, client_id, account_id, encode(fingerprint, 'hex') AS fingerprint,
         host(source_address) AS address
  FROM refusal WHERE request_id = $1 ORDER BY at, id`;

interface Row {
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
}

const toRefusal = ({ request_id, client_id, account_id, ...row }: Row): KeptRefusal => ({
  ...row,
  requestId: request_id,
  clientId: client_id,
  accountId: account_id as AccountId | null,
  fingerprint: row.fingerprint as Fingerprint | null,
});
