import { type ExpiryCount, expiryDays } from '../../core/shared/service-load.js';
import type { Database } from '../database.js';

/**
 * Counts what expires within 30 days, or did within the last 30, and has no used replacement yet
 * (`PostgresReplacements` has the same rule). What expired earlier needs no work any more.
 */
const countExpiring = {
  name: 'count-expiring',
  text: `
    WITH expiring AS (
      SELECT 'certificate' AS kind, a.kind AS account_kind, x.not_after AS ends_at
      FROM certificate x
      JOIN account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
      JOIN account a ON a.id = l.account_id AND a.status = 'active'
      WHERE x.revoked_at IS NULL
        AND x.not_after BETWEEN clock_timestamp() - interval '30 days' AND clock_timestamp() + interval '30 days'
        AND NOT EXISTS (
          SELECT FROM account_certificate n
          JOIN certificate y ON y.id = n.certificate_id AND y.revoked_at IS NULL AND y.not_after > x.not_after
          WHERE n.account_id = l.account_id AND n.id > l.id AND n.unlinked_at IS NULL AND n.last_used_at IS NOT NULL)
      UNION ALL
      SELECT 'secret', a.kind, s.expires_at
      FROM credential_secret s
      JOIN credential c ON c.id = s.credential_id AND c.revoked_at IS NULL
      JOIN account a ON a.id = c.account_id AND a.status = 'active'
      WHERE s.retired_at IS NULL
        AND s.expires_at BETWEEN clock_timestamp() - interval '30 days' AND clock_timestamp() + interval '30 days'
        AND NOT EXISTS (
          SELECT FROM credential_secret n
          WHERE n.credential_id = s.credential_id AND n.id > s.id AND n.retired_at IS NULL AND n.last_used_at IS NOT NULL))
    SELECT kind, account_kind AS "accountKind",
           count(*)::integer AS "30",
           (count(*) FILTER (WHERE ends_at < clock_timestamp() + interval '7 days'))::integer AS "7",
           (count(*) FILTER (WHERE ends_at < clock_timestamp()))::integer AS "0"
    FROM expiring GROUP BY 1, 2`,
};

type Row = Pick<ExpiryCount, 'kind' | 'accountKind'> &
  Readonly<Record<`${ExpiryCount['withinDays']}`, number>>;

const kinds = ['certificate', 'secret'] as const;
const accountKinds = ['merchant', 'operator'] as const;

/** Counts credentials by the days that they have left, at an interval and never for a request. */
export class ExpiryCounter {
  #counts: readonly ExpiryCount[] = [];

  constructor(private readonly database: Database) {}

  /** The counts of the last read, also those of zero; empty until they were read. */
  get counts(): readonly ExpiryCount[] {
    return this.#counts;
  }

  async count(): Promise<void> {
    const rows = await this.database.query<Row>(countExpiring);
    this.#counts = kinds.flatMap((kind) =>
      accountKinds.flatMap((accountKind) => {
        const row = rows.find((one) => one.kind === kind && one.accountKind === accountKind);
        return expiryDays.map((withinDays) => ({
          ...{ kind, accountKind, withinDays },
          count: row?.[`${withinDays}`] ?? 0,
        }));
      }),
    );
  }
}
