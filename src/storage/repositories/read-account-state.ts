import pg from 'pg';
import type { AccountKind, AccountStatus } from '../../core/accounts/account.js';
import type { StoredAccount } from '../../core/audit/current-state.js';
import type { Certificate } from '../../core/certificates/certificate.js';
import type {
  ClientCertificatePolicy,
  ContractName,
  CredentialStatus,
} from '../../core/credentials/credential.js';
import { registrationMember, shapeOfDigest } from '../../core/credentials/stored-digest.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Statements } from '../transaction/statements.js';

/**
 * One statement, because every change reads an account before and after. Times arrive as text,
 * which pg would otherwise parse itself.
 */
const selectState = `
  SELECT a.id::text, a.name, a.tax_id AS "taxId", a.kind, a.status, a.scopes, a.networks,
         a.tax_id_on_certificate AS "taxIdOnCertificate", a.resource_server AS "resourceServer",
         (SELECT coalesce(json_agg(json_build_object(
            'clientId', c.client_id, 'label', c.label, 'status', c.status, 'scopes', c.scopes,
            'expiresAt', c.expires_at::text,
            'contracts', (
              SELECT coalesce(json_object_agg(p.contract, p.policy ORDER BY p.contract), '{}')
              FROM credential_contract p WHERE p.credential_id = c.id),
            'secrets', (
              SELECT coalesce(json_agg(json_build_object(
                'id', s.id::text, 'digest', s.digest, 'expiresAt', s.expires_at::text) ORDER BY s.id), '[]')
              FROM credential_secret s WHERE s.credential_id = c.id AND s.retired_at IS NULL)) ORDER BY c.id), '[]')
          FROM credential c WHERE c.account_id = a.id) AS credentials,
         (SELECT coalesce(json_agg(json_build_object(
            'fingerprint', encode(x.fingerprint, 'hex'), 'subject', x.subject,
            'notAfter', x.not_after::text) ORDER BY l.id), '[]')
          FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
          WHERE l.account_id = a.id AND l.unlinked_at IS NULL) AS certificates
  FROM account a`;

const readState = `${selectState} WHERE a.id = $1`;

const readPage = `${selectState} WHERE $1::bigint IS NULL OR a.id > $1 ORDER BY a.id LIMIT $2`;

interface StateRow {
  readonly id: string;
  readonly name: string;
  readonly taxId: string | null;
  readonly kind: AccountKind;
  readonly status: AccountStatus;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly taxIdOnCertificate: boolean;
  readonly resourceServer: boolean;
  readonly credentials: readonly CredentialPart[];
  readonly certificates: readonly CertificatePart[];
}

interface CredentialPart {
  readonly clientId: string;
  readonly label: string;
  readonly status: CredentialStatus;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: string | null;
  readonly contracts: Readonly<Partial<Record<ContractName, ClientCertificatePolicy>>>;
  readonly secrets: readonly {
    readonly id: string;
    readonly digest: string;
    readonly expiresAt: string | null;
  }[];
}

interface CertificatePart {
  readonly fingerprint: string;
  readonly subject: string;
  readonly notAfter: string;
}

/**
 * Reads an account with everything below it, for the audit trail: no digests of secrets, and
 * nothing that varies without a change (last uses, the version). The parts are named by their ids,
 * so that a difference names the changed part.
 */
export const readAccountState = async (statements: Statements, id: AccountId): Promise<unknown> => {
  const found: unknown = await statements.query(readState, [id]);
  const [row] = found as StateRow[];
  return row ? stateOf(row) : null;
};

/** Reads the states of all accounts, page by page. */
export const readAccountStates = async (
  statements: Statements,
  { after, limit }: { readonly after: AccountId | null; readonly limit: number },
): Promise<StoredAccount[]> => {
  const found: unknown = await statements.query(readPage, [after, limit]);
  return (found as StateRow[]).map((row) => ({
    id: row.id as AccountId,
    // As JSON, which the trail has as well.
    state: JSON.parse(JSON.stringify(stateOf(row))) as unknown,
  }));
};

const stateOf = (row: StateRow): unknown => {
  const { name, taxId, kind, status, scopes, networks, taxIdOnCertificate, resourceServer } = row;
  return {
    ...{ name, taxId, kind, status, scopes, networks, taxIdOnCertificate, resourceServer },
    credentials: Object.fromEntries(
      row.credentials.map((credential) => [credential.clientId, credentialState(credential)]),
    ),
    certificates: Object.fromEntries(
      row.certificates.map(({ fingerprint, subject, notAfter }) => [
        fingerprint,
        { subject, notAfter: instant(notAfter) },
      ]),
    ),
  };
};

const credentialState = ({ label, status, scopes, expiresAt, ...parts }: CredentialPart): unknown => ({
  ...{ label, status, scopes, expiresAt: instant(expiresAt) },
  contracts: parts.contracts,
  secrets: Object.fromEntries(
    parts.secrets.map((secret) => [
      secret.id,
      {
        shape: shapeOfDigest(secret.digest),
        ...registrationMember(secret.digest),
        expiresAt: instant(secret.expiresAt),
      },
    ]),
  ),
});

const readTime = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;

/** Parses a time as if the column had been read by itself. */
const instant = (text: string | null): unknown => (text === null ? null : readTime(text));

/**
 * Returns a certificate for the audit trail, without its text, which can be found by the
 * fingerprint.
 */
export const toCertificateState = (certificate: Certificate | null): unknown => {
  if (!certificate) return null;
  // `serial`, as in the events that exist: the trail is compared with this.
  const {
    subject,
    issuer,
    serialNumber: serial,
    keyType,
    notBefore,
    notAfter,
    taxId,
    revokedAt,
    revokedReason,
  } = certificate;
  return { subject, issuer, serial, keyType, notBefore, notAfter, taxId, revokedAt, revokedReason };
};
