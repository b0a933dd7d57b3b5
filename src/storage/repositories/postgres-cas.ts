import { type EntityManager, IsNull } from 'typeorm';
import { caTarget } from '../../core/audit/audit-event.js';
import type { CaReader, CaWriter } from '../../core/ca/ca-repository.js';
import type { NewCa, StoredCa } from '../../core/ca/certificate-authority.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { CaRow } from '../rows/ca-row.js';
import { toCa } from '../rows/row-mappers.js';
import type { ChangeContext } from '../transaction/change-context.js';

const forUpdate = { mode: 'pessimistic_write' } as const;

/** Reads the gateway's own certificate authorities in one transaction. */
export class PostgresCaReader implements CaReader {
  constructor(protected readonly manager: EntityManager) {}

  async list(): Promise<StoredCa[]> {
    const rows = await this.manager.find(CaRow, { order: { createdAt: 'DESC' } });
    return rows.map(toCa);
  }
}

export class PostgresCaWriter extends PostgresCaReader implements CaWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async lock(fingerprint: Fingerprint): Promise<Locked<StoredCa>> {
    const where = { fingerprint: fingerprintBytes(fingerprint) };
    const row = await this.manager.findOne(CaRow, { where, lock: forUpdate });
    if (!row) throw unknownCa();
    await this.change.audit.trackChange(caTarget(fingerprint), () => this.stateOf(fingerprint));
    return toCa(row) as Locked<StoredCa>;
  }

  async add({ info, pem, chain, sealed }: NewCa): Promise<Locked<StoredCa>> {
    const { subject, notBefore, notAfter, key } = info;
    await this.manager.insert(CaRow, {
      fingerprint: fingerprintBytes(info.fingerprint),
      subject,
      pem,
      chain,
      keyType: key.name,
      notBefore,
      notAfter,
      sealed: Buffer.from(sealed),
    });
    this.change.audit.trackCreation(caTarget(info.fingerprint), () => this.stateOf(info.fingerprint));
    return this.lock(info.fingerprint);
  }

  async retire({ fingerprint }: Locked<StoredCa>): Promise<void> {
    const signing = { fingerprint: fingerprintBytes(fingerprint), retiredAt: IsNull() };
    await this.manager.update(CaRow, signing, { retiredAt: () => 'clock_timestamp()' });
  }

  async nextCrlNumber({ fingerprint }: Locked<StoredCa>): Promise<bigint> {
    const where = { fingerprint: fingerprintBytes(fingerprint) };
    await this.manager.increment(CaRow, where, 'crlNumber', 1);
    const row = await this.manager.findOneByOrFail(CaRow, where);
    return BigInt(row.crlNumber);
  }

  /** Reads a certificate authority for the audit trail, never its sealed key. */
  private async stateOf(fingerprint: Fingerprint): Promise<unknown> {
    const row = await this.manager.findOneBy(CaRow, {
      fingerprint: fingerprintBytes(fingerprint),
    });
    if (!row) return null;
    const { subject, keyType, notBefore, notAfter, crlNumber, retiredAt } = row;
    return { subject, keyType, notBefore, notAfter, crlNumber, retiredAt };
  }
}

const unknownCa = (): ManagementError =>
  new ManagementError('not_found', 'ca: there is no CA with this fingerprint', 'ca');
