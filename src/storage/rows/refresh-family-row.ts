import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AccountRow } from './account-row.js';
import { CertificateRow } from './certificate-row.js';
import { RealmUserRow } from './realm-user-row.js';

/** `refresh_family`. */
@Entity('refresh_family')
@Check('refresh_family_revoked_check', '(revoked_at IS NULL) = (revoked_reason IS NULL)')
@Index('refresh_family_owner', ['userId', 'createdAt', 'id'], { where: 'revoked_at IS NULL' })
@Index('refresh_family_account', ['accountId'], { where: 'revoked_at IS NULL' })
@Index('refresh_family_ended', ['accountId', 'id'], { where: 'revoked_at IS NOT NULL' })
@Index('refresh_family_superseded', ['userId', 'rotatedAt'], { where: `revoked_reason = 'superseded'` })
@Index('refresh_family_expires', ['expiresAt'])
export class RefreshFamilyRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'refresh_family_pkey' })
  declare readonly id: string;

  @Column('uuid', { name: 'resource_owner_id' })
  @ForeignKey(() => RealmUserRow, { name: 'refresh_family_resource_owner_id_fkey' })
  declare readonly userId: string;

  @Column('bigint', { name: 'account_id' })
  @ForeignKey(() => AccountRow, { name: 'refresh_family_account_id_fkey' })
  declare readonly accountId: string;

  @Column('bigint', { name: 'certificate_id', nullable: true })
  @ForeignKey(() => CertificateRow, { name: 'refresh_family_certificate_id_fkey' })
  declare readonly certificateId: string | null;

  @Column('text', { array: true })
  declare readonly scopes: string[];

  @Column('integer', { default: 1 })
  declare readonly generation: number;

  @Column('timestamptz', { name: 'password_set_at' })
  declare readonly passwordSetAt: Date;

  @Column('timestamptz', { name: 'created_at' })
  declare readonly createdAt: Date;

  @Column('timestamptz', { name: 'rotated_at' })
  declare readonly rotatedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  declare readonly expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  declare readonly revokedAt: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  declare readonly revokedReason: string | null;
}
