import { type EntityManager, IsNull, Not } from 'typeorm';
import { clientCaTarget } from '../../core/audit/audit-event.js';
import type { RecordedClientCas } from '../../core/audit/current-state.js';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { ClientCa, FileChange, LinkedCertificateOfIssuer } from '../../core/client-cas/client-ca.js';
import type { ClientCaReader, ClientCaWriter } from '../../core/client-cas/client-ca-repository.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';
import { ClientCaRow } from '../rows/client-ca-row.js';
import type { ChangeContext } from '../transaction/change-context.js';
import { readRecordedClientCas } from './read-stored-client-cas.js';

/** The certificates that clients can get tokens with, if their issuer is a client CA. */
const linked = `
  FROM certificate x JOIN account_certificate l ON l.certificate_id = x.id AND l.unlinked_at IS NULL
  WHERE x.revoked_at IS NULL AND x.not_after > clock_timestamp()`;
const issuers = `SELECT DISTINCT x.issuer ${linked} ORDER BY 1`;
const under = `
  SELECT encode(x.fingerprint, 'hex') AS fingerprint, x.subject, x.issuer,
         array_agg(l.account_id::text ORDER BY l.account_id) AS accounts
  ${linked} AND x.issuer = ANY ($1) GROUP BY x.id ORDER BY x.id`;

type LockedClientCas = Locked<readonly ClientCa[]>;

/** Reads the client CAs in one transaction. */
export class PostgresClientCaReader implements ClientCaReader {
  constructor(protected readonly manager: EntityManager) {}

  async list(): Promise<ClientCa[]> {
    const rows = await this.manager.find(ClientCaRow, {
      where: { removedAt: IsNull() },
      order: { addedAt: 'ASC', fingerprint: 'ASC' },
    });
    return rows.map(toClientCa);
  }

  async removed(): Promise<Fingerprint[]> {
    const rows = await this.manager.findBy(ClientCaRow, { removedAt: Not(IsNull()) });
    return rows.map((row) => toClientCa(row).fingerprint);
  }

  async linkedIssuers(): Promise<string[]> {
    const rows: unknown = await this.manager.query(issuers);
    return (rows as { issuer: string }[]).map(({ issuer }) => issuer);
  }

  async linkedUnder(names: readonly string[]): Promise<LinkedCertificateOfIssuer[]> {
    const rows: unknown = await this.manager.query(under, [names]);
    return rows as LinkedCertificateOfIssuer[];
  }
}

/** Writes the client CAs in one transaction. */
export class PostgresClientCaWriter extends PostgresClientCaReader implements ClientCaWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async lock(): Promise<LockedClientCas> {
    await this.change.lockOperators();
    await this.manager.query('LOCK TABLE client_authority IN SHARE ROW EXCLUSIVE MODE');
    return (await this.list()) as unknown as LockedClientCas;
  }

  async add(_locked: LockedClientCas, info: CertificateInfo, pem: string): Promise<void> {
    await this.trackChange(info.fingerprint);
    const { subject, issuer, key, notBefore, notAfter } = info;
    const row = { pem, subject, issuer, keyType: key.name, notBefore, notAfter, removedAt: null };
    await this.manager.upsert(
      ClientCaRow,
      { ...row, fingerprint: fingerprintBytes(info.fingerprint), addedAt: () => 'clock_timestamp()' },
      ['fingerprint'],
    );
  }

  async remove(_locked: LockedClientCas, fingerprint: Fingerprint): Promise<void> {
    await this.trackChange(fingerprint);
    await this.manager.update(
      ClientCaRow,
      { fingerprint: fingerprintBytes(fingerprint), removedAt: IsNull() },
      { removedAt: () => 'clock_timestamp()' },
    );
  }

  recorded(locked: LockedClientCas): Promise<RecordedClientCas> {
    const fingerprints = locked.map(({ fingerprint }) => fingerprint);
    return readRecordedClientCas(this.manager, fingerprints);
  }

  recordFile(_locked: LockedClientCas, changes: readonly FileChange[]): void {
    for (const { fingerprint, subject, inFile } of changes) {
      const [there, missing] = [{ inFile: subject }, { inFile: null }];
      const [before, after] = inFile ? [missing, there] : [there, missing];
      this.change.audit.record(clientCaTarget(fingerprint), { before, after });
    }
  }

  private trackChange(fingerprint: Fingerprint): Promise<void> {
    return this.change.audit.trackChange(clientCaTarget(fingerprint), () => this.stateOf(fingerprint));
  }

  private async stateOf(fingerprint: Fingerprint): Promise<unknown> {
    const row = await this.manager.findOneBy(ClientCaRow, { fingerprint: fingerprintBytes(fingerprint) });
    return row && { subject: row.subject, notAfter: row.notAfter, trusted: row.removedAt === null };
  }
}

const toClientCa = (row: ClientCaRow): ClientCa => ({
  fingerprint: row.fingerprint.toString('hex') as Fingerprint,
  subject: row.subject,
  issuer: row.issuer,
  keyType: row.keyType,
  notBefore: row.notBefore,
  notAfter: row.notAfter,
  addedAt: row.addedAt,
  pem: row.pem,
});
