import type { AccountKind, AccountStatus } from '../../core/accounts/account.js';
import type {
  RealmUserQuery,
  RealmUserSnapshot,
  SnapshotRealmUser,
  SnapshotRefreshFamily,
} from '../../core/realm/realm-user-snapshot.js';
import { RealmUserSnapshotReader } from '../../core/realm/realm-user-snapshot-reader.js';
import type { AccountId, CertificateId, FamilyId, RealmUserId } from '../../core/shared/ids.js';
import type { Database } from '../database.js';
import { exact, msOrNull } from '../exact-times.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import type { UserStatementLimiter } from './user-statement-limiter.js';

const times = exact('r', ['now_ms', 'not_before_ms', 'rotated_at_ms', 'expires_at_ms']);

/** Functions of the migrations, each of which always returns one row. */
const byUsername = {
  grant: 'login',
  name: 'read-realm-user',
  text: `SELECT r.*, ${times} FROM read_realm_user($1, $2, $3) AS r`,
} as const;
const byFamily = {
  grant: 'refresh',
  name: 'read-refresh-family',
  text: `SELECT r.*, ${times} FROM read_refresh_family($1, $2, $3) AS r`,
} as const;

interface Row {
  readonly now_ms: string;
  readonly user_id: string | null;
  readonly user_status: SnapshotRealmUser['status'];
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
  readonly not_before_ms: string | null;
  readonly family_id: string | null;
  readonly generation: number;
  readonly family_scopes: string;
  readonly rotated_at_ms: string;
  readonly expires_at_ms: string;
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
    private readonly issuingClock: (databaseMs: number) => number = (databaseMs) => databaseMs,
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
    { grant, ...statement }: typeof byUsername | typeof byFamily,
    whom: string | null,
    { fingerprint, address }: RealmUserQuery,
  ): Promise<RealmUserSnapshot> {
    const values = [whom, fingerprint && fingerprintBytes(fingerprint), address];
    const [row] = await this.limiter.read({ grant, address }, () =>
      this.database.query<Row>(statement, values),
    );
    if (!row) throw new Error('the database returned no row');
    return {
      nowMs: this.issuingClock(Number(row.now_ms)),
      user: row.user_id === null ? null : toUser(row, row.user_id),
      family: row.family_id === null ? null : toFamily(row, row.family_id),
      certificate:
        row.certificate_id === null
          ? null
          : { id: row.certificate_id as CertificateId, revoked: row.certificate_revoked, linked: row.linked },
    };
  }
}

const toUser = (row: Row, id: string): SnapshotRealmUser => ({
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
  requiredTaxId: row.tax_id_to_carry,
  networkAllowed: row.network_allowed,
  notBeforeMs: msOrNull(row.not_before_ms),
});

const toFamily = (row: Row, id: string): SnapshotRefreshFamily => ({
  id: id as FamilyId,
  generation: row.generation,
  scopes: toScopes(row.family_scopes),
  rotatedAtMs: Number(row.rotated_at_ms),
  expiresAtMs: Number(row.expires_at_ms),
  revoked: row.revoked,
  certificateId: row.family_certificate_id as CertificateId | null,
  passwordSetAtMicros: row.family_password_set_at_micros,
  samePassword: row.same_password,
});

const toScopes = (text: string): string[] => (text === '' ? [] : text.split(' '));
