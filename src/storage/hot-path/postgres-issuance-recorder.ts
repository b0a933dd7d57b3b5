import type { ContractName } from '../../core/credentials/credential.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { AccountId, TokenId } from '../../core/shared/ids.js';
import type { BatchLoad } from '../../core/shared/service-load.js';
import type { ClientIdentity, Grant } from '../../core/tokens/grant.js';
import { IssuanceRecorder } from '../../core/tokens/issuance-recorder.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import { arrayLiteral } from '../array-literal.js';
import type { Database } from '../database.js';
import { Batches, type BatchLimits } from './batches.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import type { RecordDeadline } from './record-deadline.js';
import type { RecordHealth } from './record-health.js';

/**
 * A function of the migrations: it waits at the barrier, judges what each token was signed on against
 * the database of that instant, and inserts. The last row has the database's time behind it.
 */
const recordTokens = {
  name: 'record-tokens',
  text: `
    SELECT r AS jti, NULL::numeric AS now_ms FROM record_tokens($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::bigint[],
      $6::uuid[], $7::bigint[], $8::bigint[], $9::bytea[], $10::text[], $11::text[], $12::inet[], $13::text[], $14::text[],
      $15::interval) AS r
    UNION ALL SELECT NULL, extract(epoch FROM clock_timestamp()) * 1000`,
};

export interface IssuanceEntry {
  readonly token: { readonly id: TokenId; readonly kid: string };
  readonly grant: Grant;
  readonly contract: ContractName;
  readonly source: RequestSource;
}

/**
 * Records tokens in batches: one commit, and so one wait for the disk, for all tokens that arrived
 * together.
 */
export class PostgresIssuanceRecorder extends IssuanceRecorder {
  readonly #batches: Batches<IssuanceEntry, boolean>;

  constructor(
    private readonly database: Database,
    limits: BatchLimits,
    private readonly lastUseRecorder: LastUseRecorder,
    private readonly deadline: RecordDeadline,
    private readonly health: RecordHealth,
    monotonicClock: MonotonicClock,
  ) {
    super();
    this.#batches = new Batches(
      { ...limits, statement: recordTokens.name },
      (entries) => this.recordAll(entries),
      monotonicClock,
    );
  }

  get load(): BatchLoad {
    return this.#batches.load;
  }

  async record(
    token: IssuanceEntry['token'],
    grant: Grant,
    request: { contract: ContractName; source: RequestSource },
  ): Promise<boolean> {
    return this.#batches.enqueue({ token, grant, contract: request.contract, source: request.source });
  }

  /**
   * Returns whether each token was recorded. One that is missing from the database's answer came too
   * late, or lost its permission, or its key, since the client was read.
   */
  private async recordAll(entries: readonly IssuanceEntry[]): Promise<(boolean | Error)[]> {
    const latenessAt = this.deadline.watch();
    const rows = await this.database
      .query<{ jti: string | null; now_ms: string | null }>(recordTokens, [
        ...columnsOf(entries),
        this.deadline.max,
      ])
      .catch((thrown: unknown) => this.health.rethrow(accountsOf(entries), thrown));
    if (rows.length > 1) this.health.noteRecorded();
    const recorded = new Set(rows.map((row) => row.jti));
    const latenessOf = latenessAt(Number(rows.at(-1)?.now_ms));
    return entries.map(({ token, grant }) => {
      if (!recorded.has(token.id)) return latenessOf(grant) ?? false;
      this.lastUseRecorder.note(grant.client, grant.issuedAtSeconds);
      return true;
    });
  }
}

export const accountsOf = (entries: readonly IssuanceEntry[]): AccountId[] =>
  entries.map(({ grant }) => grant.client.accountId);

/** The columns as array literals: pg would escape every value of them by itself, one by one. */
export const columnsOf = (entries: readonly IssuanceEntry[], timestampOf = timestamps()): string[] => {
  const column = (textOf: (entry: IssuanceEntry) => string | null): string =>
    arrayLiteral(entries.map(textOf));
  return [
    column(({ token }) => token.id),
    column(({ grant }) => timestampOf(grant.issuedAtSeconds)),
    column(({ grant }) => timestampOf(grant.issuedAtSeconds + grant.lifetimeSeconds)),
    column(({ grant }) => isoOf(validUntilMs(grant.client))),
    column(({ grant }) => grant.client.accountId),
    column(({ grant }) => grant.client.stamp),
    column(({ grant }) => grant.client.credentialId),
    column(({ grant }) => grant.client.secretId),
    column(({ grant: { client } }) => client.certificate && `\\x${client.certificate.fingerprint}`),
    column(({ contract }) => contract),
    column(({ grant }) => grant.scopes.join(' ')),
    column(({ source }) => source.address),
    column(({ source }) => source.requestId),
    column(({ token }) => token.kid),
  ];
};

/**
 * Formats times as ISO 8601. A batch has one or two different seconds, so each is formatted once.
 */
const timestamps = (): ((seconds: number) => string) => {
  const known = new Map<number, string>();
  return (seconds) => {
    const text = known.get(seconds) ?? new Date(seconds * 1000).toISOString();
    known.set(seconds, text);
    return text;
  };
};

/** Returns when the first of the proofs ends; `null`: none of them does. */
const validUntilMs = (client: ClientIdentity): number | null => {
  const ends = [
    client.credentialExpiresAtMs,
    client.secretExpiresAtMs,
    client.certificate && client.certificate.notAfterMs,
  ].filter((end) => end !== null);
  return ends.length === 0 ? null : Math.min(...ends);
};

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
