import { type EntityManager, In, IsNull } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import { accountTarget, certificateTarget } from '../../core/audit/audit-event.js';
import {
  type RevocationReason,
  revocationReasons,
  type RevokedCertificate,
} from '../../core/ca/certificate-authority.js';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type {
  CertificateFilter,
  LinkedCertificate,
  ListedCertificate,
  StoredCertificate,
  StoredCertificateReader,
  StoredCertificateRevoker,
  StoredCertificateWriter,
} from '../../core/certificates/certificate-repository.js';
import type { AccountId, Fingerprint } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { ofCertificate, ofLink } from '../../core/tokens/revocation.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { AccountCertificateRow } from '../rows/account-certificate-row.js';
import { CertificateRow } from '../rows/certificate-row.js';
import { toCertificate, toStoredCertificate } from '../rows/row-mappers.js';
import type { ChangeContext, RevokeContext } from '../transaction/change-context.js';
import { listCertificates } from './list-certificates.js';
import { noteEarlierRevocations } from './note-earlier-revocations.js';
import { toCertificateState } from './read-account-state.js';

/**
 * A certificate leaves the list only after a list that outlasts its expiry contained it; no list
 * lasts 90 days. Each serial is listed once: a second certificate with it would be of another
 * issuer with the same name.
 */
const revokedByIssuer = `
  SELECT DISTINCT ON (serial) serial AS "serialNumber", revoked_at AS "revokedAt", revoked_reason AS reason
  FROM certificate
  WHERE issuer = $1 AND revoked_at IS NOT NULL AND not_after > clock_timestamp() - interval '90 days'
  ORDER BY serial, revoked_at`;

/** DER is unique: a key has the same bytes in every certificate on it. */
const compromisedKey = `
  SELECT pem FROM certificate
  WHERE revoked_at IS NOT NULL AND revoked_reason = 'keyCompromise'
    AND position($1::bytea IN decode(regexp_replace(pem, '-----[^-]+-----', '', 'g'), 'base64')) > 0`;

const now = (): string => 'clock_timestamp()';
const forUpdate = { mode: 'pessimistic_write' } as const;

/** Reads certificates and their links in one transaction. */
export class PostgresCertificateReader implements StoredCertificateReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(fingerprint: Fingerprint): Promise<StoredCertificate | null> {
    const row = await this.manager.findOneBy(CertificateRow, { fingerprint: fingerprintBytes(fingerprint) });
    return row && toStoredCertificate(row);
  }

  async startingWith(firstHexDigits: string): Promise<Fingerprint[]> {
    const rows = await this.manager
      .createQueryBuilder(CertificateRow, 'x')
      .where(`encode(x.fingerprint, 'hex') LIKE :start`, { start: `${firstHexDigits}%` })
      .orderBy('x.id')
      .limit(2)
      .getMany();
    return rows.map((row) => toCertificate(row).fingerprint);
  }

  async list(filter: CertificateFilter): Promise<ListedCertificate[]> {
    return listCertificates(this.manager, filter);
  }

  ofAccount(account: AccountId): Promise<LinkedCertificate[]> {
    return this.ofAccounts([account]);
  }

  async ofAccounts(accounts: readonly AccountId[]): Promise<LinkedCertificate[]> {
    const links = await this.manager.find(AccountCertificateRow, {
      where: { accountId: In([...accounts]), unlinkedAt: IsNull() },
      order: { id: 'ASC' },
    });
    const rows = await this.manager.findBy(CertificateRow, {
      id: In(links.map((link) => link.certificateId)),
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return links.flatMap(({ accountId, certificateId, linkedAt, lastUsedAt }) => {
      const row = byId.get(certificateId);
      return row ? [{ ...toCertificate(row), accountId: accountId as AccountId, linkedAt, lastUsedAt }] : [];
    });
  }

  async wasLinkedTo(account: AccountId, fingerprint: Fingerprint): Promise<boolean> {
    const certificate = await this.find(fingerprint);
    if (!certificate) return false;
    return this.manager.existsBy(AccountCertificateRow, {
      accountId: account,
      certificateId: certificate.id,
    });
  }

  async accountsLinkedTo(fingerprint: Fingerprint): Promise<AccountId[]> {
    const certificate = await this.manager.findOneBy(CertificateRow, {
      fingerprint: fingerprintBytes(fingerprint),
    });
    if (!certificate) return [];
    const links = await this.manager.find(AccountCertificateRow, {
      where: { certificateId: certificate.id, unlinkedAt: IsNull() },
      order: { accountId: 'ASC' },
    });
    return links.map((link) => link.accountId as AccountId);
  }

  async revokedBy(issuer: string): Promise<RevokedCertificate[]> {
    const rows: unknown = await this.manager.query(revokedByIssuer, [issuer]);
    return (rows as RevokedCertificate[]).map(({ serialNumber, revokedAt, reason }) => ({
      serialNumber,
      revokedAt,
      reason: revocationReasons.find((known) => known === reason) ?? 'unspecified',
    }));
  }

  async revokedForKey(publicKey: Uint8Array): Promise<string[]> {
    const rows: unknown = await this.manager.query(compromisedKey, [Buffer.from(publicKey)]);
    return (rows as { pem: string }[]).map(({ pem }) => pem);
  }
}

const linkedToOperator = `
  SELECT 1 FROM account_certificate l JOIN account a ON a.id = l.account_id
  WHERE l.certificate_id = $1 AND l.unlinked_at IS NULL AND a.kind = 'operator' LIMIT 1`;

/** Writes changes that take nothing away. */
export class PostgresCertificateWriter extends PostgresCertificateReader implements StoredCertificateWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async store(info: CertificateInfo, pem: string): Promise<Locked<StoredCertificate>> {
    const { fingerprint, key, subject, issuer, serialNumber: serial, notBefore, notAfter, taxId } = info;
    const row = { pem, subject, issuer, serial, keyType: key.name, notBefore, notAfter, taxId };
    await this.trackChange(fingerprint);
    // For a certificate that already exists, writing the same values again locks it.
    await this.manager.upsert(CertificateRow, { ...row, fingerprint: fingerprintBytes(fingerprint) }, [
      'fingerprint',
    ]);
    const stored = await this.find(fingerprint);
    if (!stored) throw new Error('the certificate just stored is not there');
    return stored as Locked<StoredCertificate>;
  }

  async lock(fingerprint: Fingerprint): Promise<Locked<StoredCertificate>> {
    const where = { fingerprint: fingerprintBytes(fingerprint) };
    const row = await this.manager.findOne(CertificateRow, { where, lock: forUpdate });
    if (!row) throw unknownCertificate();
    if (await this.isLinkedToOperator(row.id)) this.change.rule.assertMayChangeOperators();
    // The certificate may be linked to operators.
    await this.change.lockOperators();
    await this.trackChange(fingerprint);
    return toStoredCertificate(row) as Locked<StoredCertificate>;
  }

  async link(account: Locked<Account>, certificate: Locked<StoredCertificate>): Promise<void> {
    await noteEarlierRevocations(this.change, ofLink(account.id, certificate.fingerprint));
    await this.manager.insert(AccountCertificateRow, {
      accountId: account.id,
      certificateId: certificate.id,
    });
  }

  private async isLinkedToOperator(certificate: string): Promise<boolean> {
    const [found]: unknown[] = await this.manager.query(linkedToOperator, [certificate]);
    return found !== undefined;
  }

  private trackChange(fingerprint: Fingerprint): Promise<void> {
    const fingerprintState = async (): Promise<unknown> => toCertificateState(await this.find(fingerprint));
    return this.change.audit.trackChange(certificateTarget(fingerprint), fingerprintState);
  }
}

/** Writes changes that take away permissions, each with its revocation. */
export class PostgresCertificateRevoker
  extends PostgresCertificateWriter
  implements StoredCertificateRevoker
{
  constructor(private readonly revoking: RevokeContext) {
    super(revoking);
  }

  async unlink({ id }: Locked<Account>, fingerprint: Fingerprint): Promise<void> {
    const certificate = await this.find(fingerprint);
    if (!certificate) throw unknownCertificate();
    const link = { accountId: id, certificateId: certificate.id };
    this.revoking.audit.addTarget(certificateTarget(fingerprint));
    await this.manager.update(AccountCertificateRow, { ...link, unlinkedAt: IsNull() }, { unlinkedAt: now });
    await this.revoking.revocations.write(ofLink(id, fingerprint));
  }

  async revoke(
    { id, fingerprint, revokedAt }: Locked<StoredCertificate>,
    reason: RevocationReason,
  ): Promise<void> {
    const at = revokedAt ? {} : { revokedAt: now };
    await this.manager.update(CertificateRow, { id }, { ...at, revokedReason: reason });
    // Names the accounts, so that a search for one of them finds this event.
    for (const account of await this.accountsLinkedTo(fingerprint))
      this.revoking.audit.addTarget(accountTarget(account));
    await this.revoking.revocations.write(ofCertificate(fingerprint));
  }
}

const unknownCertificate = (): ManagementError =>
  new ManagementError('not_found', 'fingerprint: no stored certificate has it', 'fingerprint');
