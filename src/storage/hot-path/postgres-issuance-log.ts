import type { DatabaseConfig } from '../../config/config.js';
import type { ContractName } from '../../core/credentials/credential.js';
import type { TokenId } from '../../core/shared/ids.js';
import type { BatchLoad } from '../../core/shared/service-load.js';
import type { Grant } from '../../core/tokens/grant.js';
import { IssuanceLog } from '../../core/tokens/issuance-log.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import type { Database } from '../database.js';
import { Batches } from './batches.js';
import type { LastUse } from './last-use.js';

/**
 * A function of the migrations: it waits at the barrier, checks again what the client may do, and
 * inserts.
 */
const recordIssuance = {
  name: 'record-issuance',
  text: `
    SELECT r AS jti FROM record_issuance($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::integer[],
      $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::inet[], $12::text[], $13::text[]) AS r`,
};

interface Entry {
  readonly token: { readonly id: TokenId; readonly kid: string };
  readonly grant: Grant;
  readonly contract: ContractName;
  readonly source: RequestSource;
}

/**
 * Records tokens in batches: one commit, and so one wait for the disk, for all tokens that arrived
 * together.
 */
export class PostgresIssuanceLog extends IssuanceLog {
  readonly #batches: Batches<Entry, boolean>;

  constructor(
    private readonly database: Database,
    config: DatabaseConfig,
    private readonly lastUse: LastUse,
  ) {
    super();
    this.#batches = new Batches(config, (entries) => this.recordAll(entries));
  }

  get load(): BatchLoad {
    return this.#batches.load;
  }

  async record(
    token: Entry['token'],
    grant: Grant,
    request: { contract: ContractName; source: RequestSource },
  ): Promise<boolean> {
    return this.#batches.enqueue({ token, grant, contract: request.contract, source: request.source });
  }

  /**
   * Returns whether each token was recorded. One that is missing from the database's answer lost
   * its permission, or its key, since the client was read.
   */
  private async recordAll(entries: readonly Entry[]): Promise<boolean[]> {
    const rows = await this.database.query<{ jti: string }>(recordIssuance, columnsOf(entries));
    const recorded = new Set(rows.map((row) => row.jti));
    return entries.map(({ token, grant }) => {
      if (!recorded.has(token.id)) return false;
      this.lastUse.note(grant.client, grant.issuedAtSeconds);
      return true;
    });
  }
}

const columnsOf = (entries: readonly Entry[], timestampOf = timestamps()): unknown[][] => [
  entries.map((entry) => entry.token.id),
  entries.map(({ grant }) => timestampOf(grant.issuedAtSeconds)),
  entries.map(({ grant }) => timestampOf(grant.issuedAtSeconds + grant.lifetimeSeconds)),
  entries.map(({ grant }) => grant.client.accountId),
  entries.map(({ grant }) => grant.client.accountVersion),
  entries.map(({ grant }) => grant.client.credentialId),
  entries.map(({ grant }) => grant.client.secretId),
  entries.map(({ grant }) => grant.client.certificate?.id ?? null),
  entries.map((entry) => entry.contract),
  entries.map(({ grant }) => grant.scopes.join(' ')),
  entries.map((entry) => entry.source.address),
  entries.map((entry) => entry.source.requestId),
  entries.map((entry) => entry.token.kid),
];

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
