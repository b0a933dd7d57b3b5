import {
  type RefusalFilter,
  RefusalRecords,
  type StoredRefusal,
} from '../../core/refusals/refusal-records.js';
import { currentReasonOf } from '../../core/refusals/renamed-reasons.js';
import type { AccountId, Fingerprint, RequestId } from '../../core/shared/ids.js';
import type { Transactions } from '../transaction/statements.js';

/** Plain SQL, because the table is partitioned by day, which TypeORM's entities do not support. */
const columns = `
  id::text, at, request_id, contract, door AS listener, reason, detail, client_id, account_id, encode(fingerprint, 'hex') AS fingerprint,
         host(source_address) AS address, certificate_subject, certificate_not_before, certificate_not_after`;
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
  readonly listener: string;
  readonly reason: string;
  readonly detail: string;
  readonly client_id: string | null;
  readonly account_id: string | null;
  readonly fingerprint: string | null;
  readonly address: string | null;
  readonly certificate_subject: string | null;
  readonly certificate_not_before: Date | null;
  readonly certificate_not_after: Date | null;
}

export class PostgresRefusalRecords extends RefusalRecords {
  constructor(private readonly connection: Transactions) {
    super();
  }

  byRequest(requestId: RequestId): Promise<StoredRefusal[]> {
    return this.connection.transaction('READ COMMITTED', async (manager) => {
      const found: unknown = await manager.query(byRequest, [requestId]);
      return (found as Row[]).map(toRefusal);
    });
  }

  ofAccount({ account, since, until, before, limit }: RefusalFilter): Promise<StoredRefusal[]> {
    return this.connection.transaction('READ COMMITTED', async (manager) => {
      const found: unknown = await manager.query(ofAccount, [
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

const toRefusal = ({
  request_id: requestId,
  client_id: clientId,
  account_id: accountId,
  fingerprint,
  certificate_subject: subject,
  certificate_not_before: notBefore,
  certificate_not_after: notAfter,
  ...row
}: Row): StoredRefusal => ({
  ...row,
  ...{ requestId, clientId },
  reason: currentReasonOf(row.reason),
  accountId: accountId as AccountId | null,
  fingerprint: fingerprint as Fingerprint | null,
  // Refusals of an earlier release have no certificate.
  certificate: subject !== null && notBefore && notAfter ? { subject, notBefore, notAfter } : null,
});
