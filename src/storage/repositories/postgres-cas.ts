import { type EntityManager, IsNull } from 'typeorm';
import { authorityTarget } from '../../core/audit/audit-event.js';
import type { CaReader, CaWriter } from '../../core/ca/ca-repository.js';
import type { NewAuthority, StoredAuthority } from '../../core/ca/certificate-authority.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { CertificateAuthorityRow } from '../rows/certificate-authority-row.js';
import { toAuthority } from '../rows/row-mappers.js';
import type { ChangeContext } from '../unit-of-work/change-context.js';

const forUpdate = { mode: 'pessimistic_write' } as const;

/** Reads the gateway's own certificate authorities in one transaction. */
export class PostgresCaReader implements CaReader {
  constructor(protected readonly rows: EntityManager) {}

  async list(): Promise<StoredAuthority[]> {
    const rows = await this.rows.find(CertificateAuthorityRow, { order: { createdAt: 'DESC' } });
    return rows.map(toAuthority);
  }
}

export class PostgresCaWriter extends PostgresCaReader implements CaWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.rows);
  }

  async lock(fingerprint: Fingerprint): Promise<Locked<StoredAuthority>> {
    const where = { fingerprint: fingerprintBytes(fingerprint) };
    const row = await this.rows.findOne(CertificateAuthorityRow, { where, lock: forUpdate });
    if (!row) throw unknownAuthority();
    await this.change.audit.watch(authorityTarget(fingerprint), () => this.stateOf(fingerprint));
    return toAuthority(row) as Locked<StoredAuthority>;
  }

  async add({ info, pem, chain, sealed }: NewAuthority): Promise<Locked<StoredAuthority>> {
    const { subject, notBefore, notAfter, key } = info;
    await this.rows.insert(CertificateAuthorityRow, {
      fingerprint: fingerprintBytes(info.fingerprint),
      subject,
      pem,
      chain,
      keyType: key.name,
      notBefore,
      notAfter,
      sealed: Buffer.from(sealed),
    });
    this.change.audit.watchCreated(authorityTarget(info.fingerprint), () => this.stateOf(info.fingerprint));
    return this.lock(info.fingerprint);
  }

  async retire({ fingerprint }: Locked<StoredAuthority>): Promise<void> {
    const signing = { fingerprint: fingerprintBytes(fingerprint), retiredAt: IsNull() };
    await this.rows.update(CertificateAuthorityRow, signing, { retiredAt: () => 'clock_timestamp()' });
  }

  async nextRevocationListNumber({ fingerprint }: Locked<StoredAuthority>): Promise<bigint> {
    const where = { fingerprint: fingerprintBytes(fingerprint) };
    await this.rows.increment(CertificateAuthorityRow, where, 'crlNumber', 1);
    const row = await this.rows.findOneByOrFail(CertificateAuthorityRow, where);
    return BigInt(row.crlNumber);
  }

  /** Reads a certificate authority for the audit trail, never its sealed key. */
  private async stateOf(fingerprint: Fingerprint): Promise<unknown> {
    const row = await this.rows.findOneBy(CertificateAuthorityRow, {
      fingerprint: fingerprintBytes(fingerprint),
    });
    if (!row) return null;
    const { subject, keyType, notBefore, notAfter, crlNumber, retiredAt } = row;
    return { subject, keyType, notBefore, notAfter, crlNumber, retiredAt };
  }
}

const unknownAuthority = (): ManagementError =>
  new ManagementError('not_found', 'authority: there is none with this fingerprint', 'authority');
