import type { Grant } from '../../core/tokens/grant.js';
import { type Renewal, SessionRenewalRecorder } from '../../core/tokens/session-renewal-recorder.js';
import type { TokenRequest } from '../../core/tokens/token-request.js';
import type { Database } from '../database.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import { columnsOf, type IssuanceEntry } from './postgres-issuance-recorder.js';
import type { RecordDeadline } from './record-deadline.js';

/** A function of the migrations: `record_tokens`, and the revocations of the token that was exchanged. */
const recordRenewedTokens = {
  name: 'record-renewed-tokens',
  text: `
    SELECT r AS jti, NULL::numeric AS now_ms
    FROM record_renewed_tokens($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::bigint[],
      $6::uuid[], $7::bigint[], $8::bigint[], $9::bytea[], $10::text[], $11::text[], $12::inet[], $13::text[], $14::text[],
      $15::interval, $16::uuid, to_timestamp($17::float8), $18::text[], $19::text[], to_timestamp($20::float8)) AS r
    UNION ALL SELECT NULL, extract(epoch FROM clock_timestamp()) * 1000`,
};

/** Records renewed operator tokens, one by one: operators are few. */
export class PostgresSessionRenewalRecorder extends SessionRenewalRecorder {
  constructor(
    /** With the login that manages: one that only issues renews nothing. */
    private readonly database: Database,
    private readonly lastUseRecorder: LastUseRecorder,
    private readonly deadline: RecordDeadline,
  ) {
    super();
  }

  async record(
    token: IssuanceEntry['token'],
    grant: Grant,
    { contract, source }: Pick<TokenRequest, 'contract' | 'source'>,
    { session, exchangedIssuedAtSeconds, revocations }: Renewal,
  ): Promise<boolean> {
    const latenessAt = this.deadline.watch();
    const rows = await this.database.query<{ jti: string | null; now_ms: string | null }>(
      recordRenewedTokens,
      [
        ...columnsOf([{ token, grant, contract, source }]),
        this.deadline.max,
        ...[session.id, session.signedInAtSeconds],
        revocations.map(({ kind }) => kind),
        revocations.map(({ subject }) => subject),
        exchangedIssuedAtSeconds,
      ],
    );
    if (rows.some(({ jti }) => jti === token.id)) {
      this.lastUseRecorder.note(grant.client, grant.issuedAtSeconds);
      return true;
    }
    const late = latenessAt(Number(rows.at(-1)?.now_ms))(grant);
    if (late) throw late;
    return false;
  }
}
