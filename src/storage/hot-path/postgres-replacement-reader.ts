import {
  type ReplacementQuery,
  ReplacementReader,
  type ReplacementsUsed,
} from '../../core/credentials/replacements.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { BatchLoad } from '../../core/shared/service-load.js';
import type { Database } from '../database.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { Batches, type BatchLimits } from './batches.js';

/**
 * The replacement of a secret is a newer one of the same credential. The replacement of a certificate
 * is one that was linked to the account later and lasts longer. Once it has been used, the client
 * has it. OFFSET 0 keeps the planner from starting at the other end: a platform's certificate is
 * linked to as many accounts as there are, but an account has only a few certificates.
 */
const readReplacements = {
  name: 'read-replacements',
  text: `
    SELECT q.ord::integer,
           EXISTS (SELECT FROM credential_secret old
                   JOIN credential_secret s ON s.credential_id = old.credential_id AND s.id > old.id
                    AND s.retired_at IS NULL AND s.last_used_at IS NOT NULL
                   WHERE old.id = q.secret_id) AS secret,
           EXISTS (SELECT FROM (SELECT * FROM account_certificate m
                                WHERE m.account_id = q.account_id AND m.unlinked_at IS NULL OFFSET 0) was
                   JOIN certificate old ON old.id = was.certificate_id AND old.fingerprint = q.fingerprint
                   JOIN (SELECT * FROM account_certificate m
                         WHERE m.account_id = q.account_id AND m.unlinked_at IS NULL OFFSET 0) l
                     ON l.id > was.id AND l.last_used_at IS NOT NULL
                   JOIN certificate x
                     ON x.id = l.certificate_id AND x.revoked_at IS NULL AND x.not_after > old.not_after) AS certificate
    FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])
      WITH ORDINALITY AS q (secret_id, account_id, fingerprint, ord)`,
};

type Row = ReplacementsUsed & { readonly ord: number };

/** Reads in batches, like everything that a token request may wait for. */
export class PostgresReplacementReader extends ReplacementReader {
  readonly #batches: Batches<ReplacementQuery, ReplacementsUsed>;

  constructor(
    private readonly database: Database,
    limits: BatchLimits,
    monotonicClock: MonotonicClock,
  ) {
    super();
    this.#batches = new Batches(
      { ...limits, statement: readReplacements.name },
      (endings) => this.readAll(endings),
      monotonicClock,
    );
  }

  get load(): BatchLoad {
    return this.#batches.load;
  }

  async used(ending: ReplacementQuery): Promise<ReplacementsUsed> {
    return this.#batches.enqueue(ending);
  }

  private async readAll(endings: readonly ReplacementQuery[]): Promise<ReplacementsUsed[]> {
    const rows = await this.database.query<Row>(readReplacements, [
      endings.map(({ secretId }) => secretId),
      endings.map(({ accountId }) => accountId),
      endings.map(({ fingerprint }) => fingerprint && fingerprintBytes(fingerprint)),
    ]);
    const found = new Map(rows.map(({ ord, secret, certificate }) => [ord, { secret, certificate }]));
    return endings.map((_, index) => found.get(index + 1) ?? { secret: false, certificate: false });
  }
}
