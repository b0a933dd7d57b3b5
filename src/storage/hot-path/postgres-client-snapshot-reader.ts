import type { AccountKind, AccountStatus } from '../../core/accounts/account.js';
import type { ClientCertificatePolicy, CredentialStatus } from '../../core/credentials/credential.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import {
  type AccountId,
  type CertificateId,
  type ClientId,
  type CredentialId,
  type Fingerprint,
  noAccountId,
  noCredentialId,
  type SecretId,
} from '../../core/shared/ids.js';
import type { BatchLoad } from '../../core/shared/service-load.js';
import type {
  ClientSnapshot,
  ClientSnapshotQuery,
  SnapshotClient,
} from '../../core/tokens/client-snapshot.js';
import { type CertificateLinks, ClientSnapshotReader } from '../../core/tokens/client-snapshot-reader.js';
import type { Database } from '../database.js';
import { exact, msOrNull } from '../exact-times.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { Batches, type BatchLimits } from './batches.js';

const times = ['now_ms', 'credential_expires_at_ms', 'secret_expires_at_ms'] as const;
/** As they are, also of a client that does not exist. */
const columns = [
  'ord',
  'tax_id_to_carry',
  'credential_scopes',
  'certificate_id',
  'certificate_revoked',
  'linked',
] as const;

/**
 * What is read of a client that does not exist. Attack: its answer comes some microseconds sooner, since
 * there is less to read and to turn into a client.
 */
const decoys: Readonly<Record<Exclude<keyof Row, (typeof times | typeof columns)[number]>, string>> = {
  account_id: noAccountId,
  stamp: '00000000-0000-4000-8000-000000000000',
  account_name: 'Merchant of no account',
  account_kind: 'merchant',
  account_status: 'active',
  account_scopes: 'api:read api:write',
  network_allowed: 'true',
  credential_id: noCredentialId,
  credential_status: 'active',
  policy: 'tls',
  secret_id: '0',
  secret_digest: `hmac-sha256$00000000$${'A'.repeat(43)}`,
};
const orDecoy = ([column, decoy]: readonly [string, string]): string =>
  `CASE WHEN r.account_id IS NULL THEN '${decoy}' ELSE r.${column} END AS ${column}`;

/**
 * The batched read, a function of the migrations. Rows carry the ordinal of their question and are
 * matched by it, never by the order of return. A question has one row for each active secret of its
 * credential, or one row without a secret.
 */
const readClientSnapshot = {
  name: 'read-clients',
  text: `
    SELECT ${columns.map((column) => `r.${column}`).join(', ')}, ${Object.entries(decoys).map(orDecoy).join(', ')},
           ${exact('r', times)}
    FROM read_clients($1, $2, $3, $4) AS r`,
};

/** How many accounts of a certificate are named. */
const linkedAccountsMax = 20;

/** An unknown client id looks like one of another account. */
const recogniseCertificate = {
  name: 'recognise-certificate',
  text: `
    WITH linked AS (
      SELECT DISTINCT l.account_id
      FROM certificate x JOIN account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
      WHERE x.fingerprint = $1 AND x.revoked_at IS NULL)
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms,
           ARRAY(SELECT account_id::text FROM linked ORDER BY linked.account_id LIMIT ${String(linkedAccountsMax)}) AS account_ids,
           EXISTS (SELECT FROM credential c JOIN linked USING (account_id) WHERE c.client_id = $2) AS client_id_linked`,
};

interface LinksRow {
  readonly now_ms: string;
  readonly account_ids: readonly AccountId[];
  readonly client_id_linked: boolean;
}

interface Row {
  readonly ord: number;
  readonly now_ms: string;
  readonly account_id: string;
  readonly account_name: string;
  readonly account_kind: AccountKind;
  readonly account_status: AccountStatus;
  /** Separated by spaces; a scope contains none (RFC 6749 section 3.3). */
  readonly account_scopes: string;
  readonly stamp: string;
  readonly tax_id_to_carry: string | null;
  readonly network_allowed: boolean;
  readonly credential_id: string;
  readonly credential_status: CredentialStatus;
  readonly credential_scopes: string | null;
  readonly credential_expires_at_ms: string | null;
  readonly policy: ClientCertificatePolicy | null;
  readonly secret_id: string | null;
  readonly secret_digest: string;
  readonly secret_expires_at_ms: string | null;
  readonly certificate_id: string | null;
  readonly certificate_revoked: boolean;
  readonly linked: boolean;
}

/** Reads client snapshots in batches. */
export class PostgresClientSnapshotReader extends ClientSnapshotReader {
  readonly #batches: Batches<ClientSnapshotQuery, ClientSnapshot>;

  constructor(
    private readonly database: Database,
    limits: BatchLimits,
    monotonicClock: MonotonicClock,
    /** The issuing clock is the database's; tests replace it. */
    private readonly issuingClock: (databaseMs: number) => number = (databaseMs) => databaseMs,
  ) {
    super();
    this.#batches = new Batches(
      { ...limits, statement: readClientSnapshot.name },
      (questions) => this.readAll(questions),
      monotonicClock,
    );
  }

  get load(): BatchLoad {
    return this.#batches.load;
  }

  async read(question: ClientSnapshotQuery): Promise<ClientSnapshot> {
    return this.#batches.enqueue(question);
  }

  /** Asks what every request asks, of no client and of no certificate. It fails where they fail: by a missing permission. */
  async readNone(): Promise<void> {
    await this.database.query(readClientSnapshot, [[], [], [], []]);
    await this.database.query(recogniseCertificate, [null, null]);
  }

  async linksOf(fingerprint: Fingerprint, clientId: ClientId | null): Promise<CertificateLinks> {
    const rows = await this.database.query<LinksRow>(recogniseCertificate, [
      fingerprintBytes(fingerprint),
      clientId,
    ]);
    const [row] = rows;
    if (!row) throw new Error('the database returned no row');
    return {
      accountIds: row.account_ids,
      clientIdLinked: clientId === null ? null : row.client_id_linked,
      nowMs: this.issuingClock(Number(row.now_ms)),
    };
  }

  private async readAll(questions: readonly ClientSnapshotQuery[]): Promise<ClientSnapshot[]> {
    const rows = await this.database.query<Row>(readClientSnapshot, [
      questions.map((question) => question.clientId),
      questions.map((question) => question.fingerprint && fingerprintBytes(question.fingerprint)),
      questions.map((question) => question.contract),
      questions.map((question) => question.address),
    ]);
    const byQuestion: Row[][] = questions.map(() => []);
    for (const row of rows) byQuestion[row.ord - 1]?.push(row);
    return byQuestion.map((found, index) => {
      const [row] = found;
      if (!row) throw new Error(`no row for question ${String(index + 1)} of the batch`);
      return toClientSnapshot(row, found, this.issuingClock(Number(row.now_ms)));
    });
  }
}

const toClientSnapshot = (row: Row, bySecret: readonly Row[], nowMs: number): ClientSnapshot => {
  const client = toClient(row, bySecret);
  return {
    nowMs,
    client: row.account_id === noAccountId ? null : client,
    certificate:
      row.certificate_id === null
        ? null
        : { id: row.certificate_id as CertificateId, revoked: row.certificate_revoked, linked: row.linked },
  };
};

const toClient = (row: Row, bySecret: readonly Row[]): SnapshotClient => ({
  accountId: row.account_id as AccountId,
  accountName: row.account_name,
  accountKind: row.account_kind,
  accountStatus: row.account_status,
  accountScopes: toScopes(row.account_scopes),
  stamp: row.stamp,
  requiredTaxId: row.tax_id_to_carry,
  networkAllowed: row.network_allowed,
  credentialId: row.credential_id as CredentialId,
  credentialStatus: row.credential_status,
  credentialScopes: row.credential_scopes === null ? null : toScopes(row.credential_scopes),
  credentialExpiresAtMs: msOrNull(row.credential_expires_at_ms),
  certificatePolicy: row.policy,
  secrets: bySecret.flatMap((secret) =>
    secret.secret_id === null
      ? []
      : {
          id: secret.secret_id as SecretId,
          digest: secret.secret_digest,
          expiresAtMs: msOrNull(secret.secret_expires_at_ms),
        },
  ),
});

const toScopes = (text: string): string[] => (text === '' ? [] : text.split(' '));
