import type { AccountKind, AccountStatus } from '../../core/accounts/account.js';
import type {
  RealmUserQuery,
  RealmUserSnapshot,
  RealmUserStatus,
  RefreshFamilyStatus,
} from '../../core/realm/realm-user-snapshot.js';
import { RealmUserSnapshotReader } from '../../core/realm/realm-user-snapshot-reader.js';
import type { AccountId, CertificateId, FamilyId, RealmUserId } from '../../core/shared/ids.js';
import type { Database } from '../database.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import type { UserStatementLimiter } from './user-statement-limiter.js';

/**
 * Builds a query that always returns one row. `found` joins a family `f` and a user `u` to it, each
 * of which may be missing.
 */
const snapshotQuery = (found: string): string => `
  SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms,
         u.id AS user_id, u.status AS user_status, u.digest,
         (extract(epoch FROM u.password_set_at) * 1000000)::bigint::text AS password_set_at_micros,
         a.id::text AS account_id, a.kind AS account_kind, a.status AS account_status,
         array_to_string(a.scopes, ' ') AS account_scopes, array_to_string(u.scopes, ' ') AS user_scopes,
         a.version AS account_version,
         CASE WHEN a.tax_id_on_certificate THEN a.tax_id END AS tax_id_to_carry,
         (a.networks = '{}' OR coalesce($3::inet <<= ANY (a.networks), false)) AS network_allowed,
         (SELECT extract(epoch FROM max(r.effective_at))::float8 * 1000 FROM revocation r
          WHERE r.kind = 'account' AND r.subject = a.id::text) AS not_before_ms,
         f.id AS family_id, f.generation, array_to_string(f.scopes, ' ') AS family_scopes,
         extract(epoch FROM f.rotated_at)::float8 * 1000 AS rotated_at_ms,
         extract(epoch FROM f.expires_at)::float8 * 1000 AS expires_at_ms,
         CASE WHEN f.revoked_at IS NOT NULL THEN f.revoked_reason END AS revoked,
         f.certificate_id::text AS family_certificate_id,
         (extract(epoch FROM f.password_set_at) * 1000000)::bigint::text AS family_password_set_at_micros,
         f.password_set_at = u.password_set_at AS same_password,
         x.id::text AS certificate_id, x.revoked_at IS NOT NULL AS certificate_revoked, l.id IS NOT NULL AS linked
  FROM (SELECT) AS one
  ${found}
  LEFT JOIN account a ON a.id = u.account_id
  LEFT JOIN certificate x ON x.fingerprint = $2::bytea
  LEFT JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL`;

const byUsername = {
  name: 'read-realm-user',
  text: snapshotQuery(
    'LEFT JOIN refresh_family f ON false LEFT JOIN resource_owner u ON u.username = $1::text',
  ),
};

const byFamily = {
  name: 'read-refresh-family',
  text: snapshotQuery(
    'LEFT JOIN refresh_family f ON f.id = $1::uuid LEFT JOIN resource_owner u ON u.id = f.resource_owner_id',
  ),
};

interface Row {
  readonly now_ms: number;
  readonly user_id: string | null;
  readonly user_status: RealmUserStatus['status'];
  readonly digest: string;
  readonly password_set_at_micros: string;
  readonly account_id: string;
  readonly account_kind: AccountKind;
  readonly account_status: AccountStatus;
  readonly account_scopes: string;
  readonly user_scopes: string | null;
  readonly account_version: number;
  readonly tax_id_to_carry: string | null;
  readonly network_allowed: boolean;
  readonly not_before_ms: number | null;
  readonly family_id: string | null;
  readonly generation: number;
  readonly family_scopes: string;
  readonly rotated_at_ms: number;
  readonly expires_at_ms: number;
  readonly revoked: string | null;
  readonly family_certificate_id: string | null;
  readonly family_password_set_at_micros: string;
  readonly same_password: boolean;
  readonly certificate_id: string | null;
  readonly certificate_revoked: boolean;
  readonly linked: boolean;
}

/**
 * Reads what a user's request depends on, on every request. There are no batches: an argon2id
 * check, or a rotation, costs much more than the read.
 */
export class PostgresRealmUserSnapshotReader extends RealmUserSnapshotReader {
  constructor(
    private readonly database: Database,
    private readonly limiter: UserStatementLimiter,
    /** The issuing clock is the database's; tests replace it. */
    private readonly clock: (databaseMs: number) => number = (databaseMs) => databaseMs,
  ) {
    super();
  }

  byUsername(username: string | null, question: RealmUserQuery): Promise<RealmUserSnapshot> {
    return this.readSnapshot(byUsername, username, question);
  }

  byFamily(family: FamilyId, question: RealmUserQuery): Promise<RealmUserSnapshot> {
    return this.readSnapshot(byFamily, family, question);
  }

  private async readSnapshot(
    statement: typeof byUsername,
    whom: string | null,
    { fingerprint, address }: RealmUserQuery,
  ): Promise<RealmUserSnapshot> {
    const values = [whom, fingerprint && fingerprintBytes(fingerprint), address];
    const [row] = await this.limiter.run(() => this.database.query<Row>(statement, values));
    if (!row) throw new Error('the database answered no row');
    return {
      nowMs: this.clock(row.now_ms),
      user: row.user_id === null ? null : toUser(row, row.user_id),
      family: row.family_id === null ? null : toFamily(row, row.family_id),
      certificate:
        row.certificate_id === null
          ? null
          : { id: row.certificate_id as CertificateId, revoked: row.certificate_revoked, linked: row.linked },
    };
  }
}

const toUser = (row: Row, id: string): RealmUserStatus => ({
  id: id as RealmUserId,
  status: row.user_status,
  digest: row.digest,
  passwordSetAtMicros: row.password_set_at_micros,
  accountId: row.account_id as AccountId,
  accountKind: row.account_kind,
  accountStatus: row.account_status,
  accountScopes: toScopes(row.account_scopes),
  userScopes: row.user_scopes === null ? null : toScopes(row.user_scopes),
  accountVersion: row.account_version,
  taxIdToCarry: row.tax_id_to_carry,
  networkAllowed: row.network_allowed,
  notBeforeMs: row.not_before_ms,
});

const toFamily = (row: Row, id: string): RefreshFamilyStatus => ({
  id: id as FamilyId,
  generation: row.generation,
  scopes: toScopes(row.family_scopes),
  rotatedAtMs: row.rotated_at_ms,
  expiresAtMs: row.expires_at_ms,
  revoked: row.revoked,
  certificateId: row.family_certificate_id as CertificateId | null,
  passwordSetAtMicros: row.family_password_set_at_micros,
  samePassword: row.same_password,
});

const toScopes = (text: string): string[] => (text === '' ? [] : text.split(' '));
