import { activeFamiliesMax } from '../../core/realm/refresh-family.js';
import type { UserGrant } from '../../core/realm/user-grant.js';
import { type RefreshTokenSettings, UserIssuanceRecorder } from '../../core/realm/user-issuance-recorder.js';
import type { TokenId } from '../../core/shared/ids.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import type { Database } from '../database.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import type { RecordHealth } from './record-health.js';
import type { UserStatementLimiter } from './user-statement-limiter.js';

/**
 * A function of the migrations: it waits at the barrier, checks everything again, rotates the
 * family, and inserts.
 */
const recordUserIssuance = {
  name: 'record-user-issuance',
  text: `
    SELECT record_user_issuance($1::uuid, $2::timestamptz, $3::integer, $4::bigint, $5::integer, $6::uuid, $7::bigint, $8::bigint,
      $9::text, $10::inet, $11::text, $12::text, $13::uuid, $14::integer, $15::integer, $16::integer,
      $17::integer) AS recorded`,
};

interface NamedToken {
  readonly id: TokenId;
  readonly kid: string;
}

interface Around {
  readonly source: RequestSource;
  readonly settings: RefreshTokenSettings;
}

/**
 * Records users' tokens one by one: a family is one row, so a refresh waits for that row and for no
 * other.
 */
export class PostgresUserIssuanceRecorder extends UserIssuanceRecorder {
  constructor(
    private readonly database: Database,
    private readonly lastUseRecorder: LastUseRecorder,
    private readonly limiter: UserStatementLimiter,
    private readonly health: RecordHealth,
  ) {
    super();
  }

  async record(token: NamedToken, grant: UserGrant, around: Around): Promise<boolean> {
    const values = valuesOf(token, grant, around);
    // If an account or a family stays locked, the function ends with a lock timeout (55P03), and so
    // with `Refusal('unavailable')`.
    const { accountId, certificate } = grant.user;
    const { address } = around.source;
    const recorded = await this.limiter.record({ accountId, address }, async () => {
      // Within the turn: one that comes too late says nothing of the database.
      const [row] = await this.database
        .query<{ recorded: boolean }>(recordUserIssuance, values)
        .catch((thrown: unknown) => this.health.rethrow([accountId], thrown));
      return row?.recorded ?? false;
    });
    if (!recorded) return false;
    this.health.noteRecorded();
    if (certificate) this.lastUseRecorder.noteLink(accountId, certificate.id, grant.issuedAtSeconds);
    return true;
  }
}

const valuesOf = (
  { id, kid }: NamedToken,
  { user, familyId, scopes, lifetimeSeconds }: UserGrant,
  { source, settings }: Around,
): unknown[] => [
  id,
  new Date(user.nowMs).toISOString(),
  lifetimeSeconds,
  user.accountId,
  user.accountVersion,
  user.userId,
  user.passwordSetAtMicros,
  user.certificate?.id ?? null,
  scopes.join(' '),
  source.address,
  source.requestId,
  kid,
  familyId,
  user.family?.generation ?? null,
  settings.familySeconds,
  settings.reuseGraceSeconds,
  activeFamiliesMax,
];
