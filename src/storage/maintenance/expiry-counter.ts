import { type ExpiryCount, expiryDays } from '../../core/shared/service-load.js';
import type { Database } from '../database.js';
import { expiringCertificates, expiringSecrets } from '../expiring-rows.js';

/** `PostgresReplacementReader` has the same rule. */
const countExpiring = {
  name: 'count-expiring',
  text: `
    WITH expiring AS (
      SELECT 'certificate' AS kind, x.* FROM (${expiringCertificates}) AS x
      UNION ALL
      SELECT 'secret', x.* FROM (${expiringSecrets}) AS x)
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
