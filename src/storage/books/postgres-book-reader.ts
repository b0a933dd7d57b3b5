import { type EntityManager, ILike, In, IsNull, MoreThan } from 'typeorm';
import type { Account } from '../../core/account.js';
import {
  type AccountFilter,
  type BookReader,
  type CertificateFilter,
  type KeptCertificate,
  type LinkedCertificate,
  type ListedCertificate,
} from '../../core/books.js';
import type { Credential } from '../../core/credential.js';
import type { AccountId, ClientId, Fingerprint, TokenId } from '../../core/ids.js';
import { bytesOf } from '../postgres-authority-store.js';
import { anyOperatorAble } from './able-operators.js';
import { AccountCertificateRow } from './account-certificate-row.js';
import { AccountRow } from './account-row.js';
import { CertificateRow } from './certificate-row.js';
import { CredentialContractRow } from './credential-contract-row.js';
import { CredentialRow } from './credential-row.js';
import { CredentialSecretRow } from './credential-secret-row.js';
import { accountOfToken } from './issued-tokens.js';
import { listCertificates } from './list-certificates.js';
import { toAccount, toCertificate, toCredential, toKeptCertificate } from './row-mappers.js';

/** Reads the books in one transaction. */
export class PostgresBookReader implements BookReader {
  constructor(protected readonly rows: EntityManager) {}

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

  async isAnyOperatorAble(): Promise<boolean> {
    const rows: unknown = await this.rows.query(anyOperatorAble);
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
