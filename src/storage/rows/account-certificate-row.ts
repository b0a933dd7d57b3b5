import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { AccountRow } from './account-row.js';
import { CertificateRow } from './certificate-row.js';

/** `account_certificate`: current links and, with `unlinkedAt`, past ones. */
@Entity('account_certificate')
@Index('account_certificate_live', ['certificateId', 'accountId'], {
  unique: true,
  where: 'unlinked_at IS NULL',
})
@Index('account_certificate_account', ['accountId'])
export class AccountCertificateRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'account_certificate_pkey',
  })
  declare readonly id: string;

  @Column('bigint', { name: 'account_id' })
  @ForeignKey(() => AccountRow, { name: 'account_certificate_account_id_fkey' })
  declare readonly accountId: string;

  @Column('bigint', { name: 'certificate_id' })
  @ForeignKey(() => CertificateRow, { name: 'account_certificate_certificate_id_fkey' })
  declare readonly certificateId: string;

  @Column('timestamptz', { name: 'linked_at', default: () => 'clock_timestamp()' })
  declare readonly linkedAt: Date;

  @Column('timestamptz', { name: 'unlinked_at', nullable: true })
  declare readonly unlinkedAt: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  declare readonly lastUsedAt: Date | null;
}
