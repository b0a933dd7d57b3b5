/**
 * What expires within 30 days, or did within the last `expiredDays`. What expired earlier needs no work any more. A time that
 * changes during the statement, as clock_timestamp() does, could not be looked up in an index.
 */
const soon = (expiredDays: number): string =>
  `BETWEEN statement_timestamp() - interval '${String(expiredDays)} days' AND statement_timestamp() + interval '30 days'`;

/**
 * Returns the SELECT of linked certificates of active accounts that have no used replacement yet. The columns are of the
 * certificate `x`, its link `l` and the account `a`.
 */
export const selectExpiringCertificates = (columns: string, expiredDays: number): string => `
  SELECT ${columns}
  FROM certificate x
  JOIN account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
  JOIN account a ON a.id = l.account_id AND a.status = 'active'
  WHERE x.revoked_at IS NULL AND x.not_after ${soon(expiredDays)}
    AND NOT EXISTS (
      SELECT FROM account_certificate n
      JOIN certificate y ON y.id = n.certificate_id AND y.revoked_at IS NULL AND y.not_after > x.not_after
      WHERE n.account_id = l.account_id AND n.id > l.id AND n.unlinked_at IS NULL AND n.last_used_at IS NOT NULL)`;

/**
 * Returns the SELECT of secrets of active accounts that have no used replacement yet. The columns are of the secret `s`,
 * its credential `c` and the account `a`.
 */
export const selectExpiringSecrets = (columns: string, expiredDays: number): string => `
  SELECT ${columns}
  FROM credential_secret s
  JOIN credential c ON c.id = s.credential_id AND c.revoked_at IS NULL
  JOIN account a ON a.id = c.account_id AND a.status = 'active'
  WHERE s.retired_at IS NULL AND s.expires_at ${soon(expiredDays)}
    AND NOT EXISTS (
      SELECT FROM credential_secret n
      WHERE n.credential_id = s.credential_id AND n.id > s.id AND n.retired_at IS NULL AND n.last_used_at IS NOT NULL)`;

/** What the metrics and the overview count. */
const countedDays = 30;
export const expiringCertificates = selectExpiringCertificates(
  'a.kind AS account_kind, x.not_after AS ends_at',
  countedDays,
);
export const expiringSecrets = selectExpiringSecrets(
  'a.kind AS account_kind, s.expires_at AS ends_at',
  countedDays,
);
