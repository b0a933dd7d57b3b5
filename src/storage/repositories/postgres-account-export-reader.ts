import type { EntityManager } from 'typeorm';
import type {
  AccountExportReader,
  CertificateRecord,
  ChangeCounts,
  DeliveryRecord,
  LoginRecord,
  NoticeRecord,
  RecordPage,
  RetiredSecret,
  RevocationRecord,
  TokenRecord,
  TokenRecordPage,
} from '../../core/accounts/account-export-reader.js';
import type { NoticeRecipient } from '../../core/notices/notice.js';
import type { AccountId } from '../../core/shared/ids.js';

/** Plain SQL with named columns: a column that is added later, such as one with a digest, is not exported by itself. */
const retiredSecrets = `
  SELECT s.id::text, c.client_id AS "clientId", s.created_at AS "createdAt", s.expires_at AS "expiresAt",
         s.retired_at AS "retiredAt", s.last_used_at AS "lastUsedAt"
  FROM credential_secret s JOIN credential c ON c.id = s.credential_id
  WHERE c.account_id = $1 AND s.retired_at IS NOT NULL AND ($2::bigint IS NULL OR s.id > $2)
  ORDER BY s.id LIMIT $3`;

const certificates = `
  SELECT x.id::text, encode(x.fingerprint, 'hex') AS fingerprint, x.subject, x.issuer, x.serial AS "serialNumber",
         x.key_type AS "keyType", x.not_before AS "notBefore", x.not_after AS "notAfter", x.tax_id AS "taxId",
         x.revoked_at AS "revokedAt", x.revoked_reason AS "revokedReason", x.pem, l.id::text AS "linkId",
         l.linked_at AS "linkedAt", l.unlinked_at AS "unlinkedAt", l.last_used_at AS "lastUsedAt"
  FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
  WHERE l.account_id = $1 AND ($2::bigint IS NULL OR l.id > $2)
  ORDER BY l.id LIMIT $3`;

/** Live and ended logins have an index by account each. */
const logins = `
  SELECT f.id, f.resource_owner_id AS "userId", encode(x.fingerprint, 'hex') AS fingerprint, f.scopes,
         f.created_at AS "createdAt", f.rotated_at AS "rotatedAt", f.expires_at AS "expiresAt",
         f.revoked_at AS "revokedAt", f.revoked_reason AS "revokedReason"
  FROM (SELECT * FROM refresh_family WHERE account_id = $1 AND revoked_at IS NULL
        UNION ALL SELECT * FROM refresh_family WHERE account_id = $1 AND revoked_at IS NOT NULL) AS f
  LEFT JOIN certificate x ON x.id = f.certificate_id
  WHERE $2::uuid IS NULL OR f.id > $2
  ORDER BY f.id LIMIT $3`;

const noticeRecipients = `
  SELECT id::text, account_id::text AS "accountId", kind, address, language, created_at AS "createdAt"
  FROM notice_recipient
  WHERE account_id = $1 AND ($2::bigint IS NULL OR notice_recipient.id > $2)
  ORDER BY notice_recipient.id LIMIT $3`;

const notices = `
  SELECT id, kind, data, created_at AS "createdAt" FROM notice
  WHERE account_id = $1 AND ($2::uuid IS NULL OR id > $2)
  ORDER BY id LIMIT $3`;

const noticeDeliveries = `
  SELECT d.id::text, d.notice_id AS "noticeId", n.kind, d.recipient_id::text AS "recipientId", d.state, d.attempts,
         d.last_error AS "lastError", d.attempted_at AS "attemptedAt", d.created_at AS "createdAt"
  FROM notice n JOIN notice_delivery d ON d.notice_id = n.id
  WHERE n.account_id = $1 AND ($2::bigint IS NULL OR d.id > $2)
  ORDER BY d.id LIMIT $3`;

/** The time that the id of a token begins with (RFC 9562 section 5.7). */
const timeInSubject = `to_timestamp(('x' || left(replace(r.subject, '-', ''), 12))::bit(48)::bigint / 1000.0)`;

/**
 * Looks from each revocation, by keys, whether it is of the account: every process has all of them in memory, so there
 * are few. Records of tokens and logins have no such index by account, which would cost every request.
 */
const revocations = `
  SELECT r.id::text, r.kind, r.subject, r.effective_at AS "effectiveAt", r.expires_at AS "expiresAt"
  FROM revocation r
  WHERE ($2::bigint IS NULL OR r.id > $2) AND CASE r.kind
    WHEN 'account' THEN r.subject = $1
    WHEN 'account-and-certificate' THEN split_part(r.subject, ':', 1) = $1
    WHEN 'credential' THEN EXISTS (
      SELECT FROM credential c WHERE c.client_id = r.subject AND c.account_id = $1::bigint)
    WHEN 'secret' THEN EXISTS (
      SELECT FROM credential_secret s JOIN credential c ON c.id = s.credential_id
      WHERE s.id = r.subject::bigint AND c.account_id = $1::bigint)
    WHEN 'certificate' THEN EXISTS (
      SELECT FROM certificate x JOIN account_certificate l ON l.certificate_id = x.id
      WHERE x.fingerprint = decode(translate(r.subject, '-_', '+/') || '=', 'base64') AND l.account_id = $1::bigint)
    WHEN 'refresh-family' THEN EXISTS (
      SELECT FROM refresh_family f WHERE f.id = r.subject::uuid AND f.account_id = $1::bigint)
    WHEN 'token' THEN EXISTS (
      SELECT FROM token_issuance t WHERE t.jti = r.subject::uuid AND t.account_id = $1::bigint
        AND t.issued_at BETWEEN ${timeInSubject} - interval '2 seconds' AND ${timeInSubject} + interval '2 seconds')
  END
  ORDER BY r.id LIMIT $3`;

const changeCounts = `
  SELECT to_char(day, 'YYYY-MM-DD') AS day, changes, refused, revoked_tokens AS "revokedTokens", revocations
  FROM account_changes WHERE account_id = $1`;

/** The period by the partition key is wider, because an id can be some time older than its record. */
const tokens = `
  SELECT t.jti AS "tokenId", t.contract, string_to_array(t.scopes, ' ') AS scopes, t.issued_at AS "issuedAt",
         t.expires_at AS "expiresAt", c.client_id AS "clientId", t.secret_id::text AS "secretId",
         encode(x.fingerprint, 'hex') AS fingerprint, host(t.source_address) AS address, t.request_id AS "requestId",
         t.resource_owner_id AS "userId", t.family_id AS "familyId", t.session_id AS "sessionId"
  FROM token_issuance t
  LEFT JOIN credential c ON c.id = t.credential_id
  LEFT JOIN certificate x ON x.id = t.certificate_id
  WHERE t.account_id = $1 AND t.jti >= $2::uuid AND t.jti < $3::uuid
    AND t.issued_at BETWEEN to_timestamp($4::float8 / 1000) - interval '2 seconds'
                        AND to_timestamp($5::float8 / 1000) + interval '2 seconds'
  ORDER BY t.jti DESC LIMIT $6`;

/** Returns the smallest id that begins with this instant (RFC 9562 section 5.7). */
const firstIdAt = (ms: number): string => {
  const hex = Math.max(ms, 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

/** Reads what is kept of an account, in one transaction. */
export class PostgresAccountExportReader implements AccountExportReader {
  constructor(private readonly manager: EntityManager) {}

  retiredSecrets(account: AccountId, page: RecordPage): Promise<RetiredSecret[]> {
    return this.page(retiredSecrets, account, page);
  }

  certificates(account: AccountId, page: RecordPage): Promise<CertificateRecord[]> {
    return this.page(certificates, account, page);
  }

  logins(account: AccountId, page: RecordPage): Promise<LoginRecord[]> {
    return this.page(logins, account, page);
  }

  noticeRecipients(account: AccountId, page: RecordPage): Promise<NoticeRecipient[]> {
    return this.page(noticeRecipients, account, page);
  }

  notices(account: AccountId, page: RecordPage): Promise<NoticeRecord[]> {
    return this.page(notices, account, page);
  }

  noticeDeliveries(account: AccountId, page: RecordPage): Promise<DeliveryRecord[]> {
    return this.page(noticeDeliveries, account, page);
  }

  revocations(account: AccountId, page: RecordPage): Promise<RevocationRecord[]> {
    return this.page(revocations, account, page);
  }

  changeCounts(account: AccountId): Promise<ChangeCounts[]> {
    return this.manager.query<ChangeCounts[]>(changeCounts, [account]);
  }

  tokens(account: AccountId, { sinceMs, untilMs, before, limit }: TokenRecordPage): Promise<TokenRecord[]> {
    const values = [account, firstIdAt(sinceMs), before ?? firstIdAt(untilMs), sinceMs, untilMs, limit];
    return this.manager.query<TokenRecord[]>(tokens, values);
  }

  private page<Row>(statement: string, account: AccountId, { after, limit }: RecordPage): Promise<Row[]> {
    return this.manager.query<Row[]>(statement, [account, after, limit]);
  }
}
