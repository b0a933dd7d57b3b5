import type { DatabaseConfig } from '../config/config.js';
import type { AccountKind, AccountStatus } from '../core/account.js';
import type { Authority, AuthorityQuestion, ClientAuthority } from '../core/authority.js';
import type { CertificatePolicy, CredentialStatus } from '../core/credential.js';
import type { AccountId, CertificateId, CredentialId, Fingerprint, SecretId } from '../core/ids.js';
import { AuthorityStore } from '../core/ports.js';
import { Batches } from './batches.js';
import type { Database } from './database.js';

/** The batched read. Rows carry the ordinal of their question: they are matched by it, never by order of return. */
const readAuthority = {
  name: 'read-authority',
  text: `
    SELECT q.ord::integer AS ord,
           extract(epoch FROM clock_timestamp()) * 1000 AS now_ms,
           a.id AS account_id, a.kind AS account_kind, a.status AS account_status, a.scopes AS account_scopes,
           a.version AS account_version,
           CASE WHEN a.tax_id_on_certificate THEN a.tax_id END AS tax_id_to_carry,
           (a.networks = '{}' OR coalesce(q.address <<= ANY (a.networks), false)) AS network_allowed,
           c.id AS credential_id, c.status AS credential_status, c.scopes AS credential_scopes,
           extract(epoch FROM c.expires_at) * 1000 AS credential_expires_at_ms,
           p.policy,
           s.ids AS secret_ids, s.digests AS secret_digests, s.expiries_ms AS secret_expiries_ms,
           x.id AS certificate_id, x.revoked_at IS NOT NULL AS certificate_revoked, l.id IS NOT NULL AS linked
    FROM unnest($1::text[], $2::bytea[], $3::text[], $4::inet[])
      WITH ORDINALITY AS q (client_id, fingerprint, contract, address, ord)
    LEFT JOIN credential c ON c.client_id = q.client_id
    LEFT JOIN account a ON a.id = c.account_id
    LEFT JOIN credential_contract p ON p.credential_id = c.id AND p.contract = q.contract
    LEFT JOIN LATERAL (
      SELECT array_agg(t.id ORDER BY t.id) AS ids, array_agg(t.digest ORDER BY t.id) AS digests,
             array_agg(extract(epoch FROM t.expires_at)::float8 * 1000 ORDER BY t.id) AS expiries_ms
      FROM credential_secret t WHERE t.credential_id = c.id AND t.retired_at IS NULL
    ) s ON true
    LEFT JOIN certificate x ON x.fingerprint = q.fingerprint
    LEFT JOIN account_certificate l
      ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL`,
};

const recogniseCertificate = {
  name: 'recognise-certificate',
  text: `
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms, EXISTS (
      SELECT FROM certificate x JOIN account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
      WHERE x.fingerprint = $1 AND x.revoked_at IS NULL) AS linked`,
};

interface Row {
  readonly ord: number;
  readonly now_ms: string;
  readonly account_id: string | null;
  readonly account_kind: AccountKind;
  readonly account_status: AccountStatus;
  readonly account_scopes: string[];
  readonly account_version: number;
  readonly tax_id_to_carry: string | null;
  readonly network_allowed: boolean;
  readonly credential_id: string;
  readonly credential_status: CredentialStatus;
  readonly credential_scopes: string[] | null;
  readonly credential_expires_at_ms: string | null;
  readonly policy: CertificatePolicy | null;
  readonly secret_ids: string[] | null;
  readonly secret_digests: string[] | null;
  readonly secret_expiries_ms: (number | null)[] | null;
  readonly certificate_id: string | null;
  readonly certificate_revoked: boolean;
  readonly linked: boolean;
}

/** Reads authority in batches, each time anew: a cache here would be a revocation that comes late. */
export class PostgresAuthorityStore extends AuthorityStore {
  readonly #batches: Batches<AuthorityQuestion, Authority>;

  constructor(
    private readonly database: Database,
    config: DatabaseConfig,
    /** The issuing clock is the database's; tests put another in front of it. */
    private readonly clock: (databaseMs: number) => number = (databaseMs) => databaseMs,
  ) {
    super();
    this.#batches = new Batches(config, (questions) => this.readAll(questions));
  }

  async look(question: AuthorityQuestion): Promise<Authority> {
    return this.#batches.ask(question);
  }

  async recognise(fingerprint: Fingerprint): Promise<{ linked: boolean; nowMs: number }> {
    const rows = await this.database.query<{ now_ms: string; linked: boolean }>(recogniseCertificate, [
      bytesOf(fingerprint),
    ]);
    const [row] = rows;
    if (!row) throw new Error('the database answered no row');
    return { linked: row.linked, nowMs: this.clock(Number(row.now_ms)) };
  }

  private async readAll(questions: readonly AuthorityQuestion[]): Promise<Authority[]> {
    const rows = await this.database.query<Row>(readAuthority, [
      questions.map((question) => question.clientId),
      questions.map((question) => question.fingerprint && bytesOf(question.fingerprint)),
      questions.map((question) => question.contract),
      questions.map((question) => question.address),
    ]);
    const byOrdinal = new Map(rows.map((row) => [row.ord, row]));
    return questions.map((_, index) => {
      const row = byOrdinal.get(index + 1);
      if (!row) throw new Error(`no row for question ${String(index + 1)} of the batch`);
      return { ...toAuthority(row), nowMs: this.clock(Number(row.now_ms)) };
    });
  }
}

export const bytesOf = (fingerprint: Fingerprint): Buffer => Buffer.from(fingerprint, 'hex');

const toAuthority = (row: Row): Omit<Authority, 'nowMs'> => ({
  client: row.account_id === null ? null : toClient(row, row.account_id),
  certificate:
    row.certificate_id === null
      ? null
      : { id: row.certificate_id as CertificateId, revoked: row.certificate_revoked, linked: row.linked },
});

const toClient = (row: Row, accountId: string): ClientAuthority => ({
  accountId: accountId as AccountId,
  accountKind: row.account_kind,
  accountStatus: row.account_status,
  accountScopes: row.account_scopes,
  accountVersion: row.account_version,
  taxIdToCarry: row.tax_id_to_carry,
  networkAllowed: row.network_allowed,
  credentialId: row.credential_id as CredentialId,
  credentialStatus: row.credential_status,
  credentialScopes: row.credential_scopes,
  credentialExpiresAtMs: row.credential_expires_at_ms === null ? null : Number(row.credential_expires_at_ms),
  policy: row.policy,
  secrets: (row.secret_ids ?? []).map((id, place) => ({
    id: id as SecretId,
    digest: row.secret_digests?.[place] ?? '',
    expiresAtMs: row.secret_expiries_ms?.[place] ?? null,
  })),
});
