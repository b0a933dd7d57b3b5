import { type EntityManager, ILike, In, IsNull, MoreThan } from 'typeorm';
import type { Account } from '../../core/account.js';
import {
  type AccountFilter,
  type BookReader,
  type CertificateFilter,
  type KeptCertificate,
  type LinkedCertificate,
  type OperatorQuestion,
  type PepperCount,
  type ListedCertificate,
} from '../../core/books.js';
import {
  type KeptAuthority,
  revocationReasons,
  type RevokedCertificate,
} from '../../core/certificate-authority.js';
import type { Credential } from '../../core/credential.js';
import type { RealmUserReader } from '../../core/realm-user.js';
import type { FamilyReader } from '../../core/refresh-family.js';
import type { TrustedAuthorityReader } from '../../core/trusted-authority.js';
import type { RingKey } from '../../core/signing-key.js';
import type { AccountId, ClientId, Fingerprint, TokenId } from '../../core/ids.js';
import { bytesOf } from '../postgres-authority-store.js';
import { anyOperatorAble } from './able-operators.js';
import { AccountCertificateRow } from './account-certificate-row.js';
import { AccountRow } from './account-row.js';
import { CertificateAuthorityRow } from './certificate-authority-row.js';
import { CertificateRow } from './certificate-row.js';
import { CredentialContractRow } from './credential-contract-row.js';
import { CredentialRow } from './credential-row.js';
import { CredentialSecretRow } from './credential-secret-row.js';
import { PostgresRealmUserReader } from './postgres-realm-users.js';
import { PostgresFamilyReader } from './postgres-refresh-families.js';
import { PostgresTrustedAuthorityReader } from './postgres-trusted-authorities.js';
import { KeyShelf } from './key-shelf.js';
import { secretsByPepper } from './secrets-by-pepper.js';
import { toAccount, toAuthority, toCertificate, toCredential, toKeptCertificate } from './row-mappers.js';

/**
 * A certificate leaves the list only after it was on one beyond its end; no list lasts 90 days. One serial once: a second
 * certificate with it would be another issuer of the same name.
 */
const revokedByIssuer = `
  SELECT DISTINCT ON (serial) serial, revoked_at AS "revokedAt", revoked_reason AS reason
  FROM certificate
  WHERE issuer = $1 AND revoked_at IS NOT NULL AND not_after > clock_timestamp() - interval '90 days'
  ORDER BY serial, revoked_at`;

/** DER has one form: the bytes of a key are those bytes in every certificate on it. */
const compromisedKey = `
  SELECT pem FROM certificate
  WHERE revoked_at IS NOT NULL AND revoked_reason = 'keyCompromise'
    AND position($1::bytea IN decode(regexp_replace(pem, '-----[^-]+-----', '', 'g'), 'base64')) > 0`;
import { accountOfToken } from './issued-tokens.js';
import { listCertificates } from './list-certificates.js';

/** Reads the books in one transaction. */
export class PostgresBookReader implements BookReader {
  readonly realmUsers: RealmUserReader;
  readonly families: FamilyReader;
  readonly trustedAuthorities: TrustedAuthorityReader;

  constructor(protected readonly rows: EntityManager) {
    this.realmUsers = new PostgresRealmUserReader(rows);
    this.families = new PostgresFamilyReader(rows);
    this.trustedAuthorities = new PostgresTrustedAuthorityReader(rows);
  }

  async account(id: AccountId): Promise<Account | null> {
    const row = await this.rows.findOneBy(AccountRow, { id });
    return row && toAccount(row);
  }

  async accounts({ kind, status, name, taxId, after, limit }: AccountFilter): Promise<Account[]> {
    const where = {
      ...(taxId !== undefined && { taxId }),
      ...(after && { id: MoreThan(after) }),
      ...(kind && { kind }),
      ...(status && { status }),
      ...(name !== undefined && { name: ILike(`%${name.replace(/[\\%_]/g, '\\$&')}%`) }),
    };
    const take = limit === undefined ? {} : { take: limit };
    const rows = await this.rows.find(AccountRow, { where, order: { id: 'ASC' }, ...take });
    return rows.map(toAccount);
  }

  async credential(clientId: ClientId): Promise<Credential | null> {
    const [credential] = await this.withParts(await this.rows.findBy(CredentialRow, { clientId }));
    return credential ?? null;
  }

  async digestsOf(clientId: ClientId): Promise<string[]> {
    const credential = await this.rows.findOneBy(CredentialRow, { clientId });
    if (!credential) return [];
    const where = { credentialId: credential.id, retiredAt: IsNull() };
    return (await this.rows.findBy(CredentialSecretRow, where)).map(({ digest }) => digest);
  }

  async credentialsOf(account: AccountId): Promise<Credential[]> {
    return this.withParts(
      await this.rows.find(CredentialRow, { where: { accountId: account }, order: { id: 'ASC' } }),
    );
  }

  async certificate(fingerprint: Fingerprint): Promise<KeptCertificate | null> {
    const row = await this.rows.findOneBy(CertificateRow, { fingerprint: bytesOf(fingerprint) });
    return row && toKeptCertificate(row);
  }

  async fingerprintsFrom(firstHexDigits: string): Promise<Fingerprint[]> {
    const rows = await this.rows
      .createQueryBuilder(CertificateRow, 'x')
      .where(`encode(x.fingerprint, 'hex') LIKE :start`, { start: `${firstHexDigits}%` })
      .orderBy('x.id')
      .limit(2)
      .getMany();
    return rows.map((row) => toCertificate(row).fingerprint);
  }

  async certificates(filter: CertificateFilter): Promise<ListedCertificate[]> {
    return listCertificates(this.rows, filter);
  }

  async accountOfToken(id: TokenId): Promise<AccountId | null> {
    return accountOfToken(this.rows, id);
  }

  async isAnyOperatorAble({
    without = [],
    from = null,
    afterDays = 0,
  }: OperatorQuestion = {}): Promise<boolean> {
    const rows: unknown = await this.rows.query(anyOperatorAble, [without.map(bytesOf), from, afterDays]);
    return (rows as { able: boolean }[])[0]?.able ?? false;
  }

  async certificatesOf(account: AccountId): Promise<LinkedCertificate[]> {
    const links = await this.rows.find(AccountCertificateRow, {
      where: { accountId: account, unlinkedAt: IsNull() },
      order: { id: 'ASC' },
    });
    const rows = await this.rows.findBy(CertificateRow, { id: In(links.map((link) => link.certificateId)) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return links.flatMap(({ certificateId, linkedAt, lastUsedAt }) => {
      const row = byId.get(certificateId);
      return row ? [{ ...toCertificate(row), accountId: account, linkedAt, lastUsedAt }] : [];
    });
  }

  async accountsLinkedTo(fingerprint: Fingerprint): Promise<AccountId[]> {
    const certificate = await this.rows.findOneBy(CertificateRow, { fingerprint: bytesOf(fingerprint) });
    if (!certificate) return [];
    const links = await this.rows.find(AccountCertificateRow, {
      where: { certificateId: certificate.id, unlinkedAt: IsNull() },
      order: { accountId: 'ASC' },
    });
    return links.map((link) => link.accountId as AccountId);
  }

  async authorities(): Promise<KeptAuthority[]> {
    const rows = await this.rows.find(CertificateAuthorityRow, { order: { createdAt: 'DESC' } });
    return rows.map(toAuthority);
  }

  async revokedBy(issuer: string): Promise<RevokedCertificate[]> {
    const rows: unknown = await this.rows.query(revokedByIssuer, [issuer]);
    return (rows as RevokedCertificate[]).map(({ serial, revokedAt, reason }) => ({
      serial,
      revokedAt,
      reason: revocationReasons.find((known) => known === reason) ?? 'unspecified',
    }));
  }

  async revokedForKey(publicKey: Uint8Array): Promise<string[]> {
    const rows: unknown = await this.rows.query(compromisedKey, [Buffer.from(publicKey)]);
    return (rows as { pem: string }[]).map(({ pem }) => pem);
  }

  async keys(): Promise<readonly RingKey[]> {
    return new KeyShelf(this.rows).all();
  }

  async secretsByPepper(): Promise<readonly PepperCount[]> {
    return secretsByPepper(this.rows);
  }

  async now(): Promise<Date> {
    const rows: unknown = await this.rows.query('SELECT clock_timestamp() AS now');
    const [row] = rows as { now: Date }[];
    if (!row) throw new Error('the database answered no row');
    return row.now;
  }

  private async withParts(credentials: readonly CredentialRow[]): Promise<Credential[]> {
    const credentialId = In(credentials.map((row) => row.id));
    const contracts = await this.rows.find(CredentialContractRow, {
      where: { credentialId },
      order: { contract: 'ASC' },
    });
    const secrets = await this.rows.find(CredentialSecretRow, {
      where: { credentialId, retiredAt: IsNull() },
      order: { id: 'ASC' },
    });
    return credentials.map((row) =>
      toCredential(
        row,
        contracts.filter((contract) => contract.credentialId === row.id),
        secrets.filter((secret) => secret.credentialId === row.id),
      ),
    );
  }
}
