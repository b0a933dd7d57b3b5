import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { AccountKind, AccountStatus } from '../../core/accounts/account.js';

/**
 * `account`, as the migrations create it. `declare`, because TypeORM fills the fields and nothing
 * may initialise them.
 */
@Entity('account')
@Check('account_name_check', `name <> ''`)
@Check('account_kind_check', `kind IN ('merchant', 'operator')`)
@Check('account_status_check', `status IN ('active', 'suspended')`)
@Check('account_check', 'NOT tax_id_on_certificate OR tax_id IS NOT NULL')
@Index('account_tax_id', ['taxId'], { where: 'tax_id IS NOT NULL' })
export class AccountRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'account_pkey',
  })
  declare readonly id: string;

  @Column('text')
  declare readonly name: string;

  @Column('text', { name: 'tax_id', nullable: true })
  declare readonly taxId: string | null;

  @Column('text')
  declare readonly kind: AccountKind;

  @Column('text', { default: 'active' })
  declare readonly status: AccountStatus;

  @Column('text', { array: true, default: '{}' })
  declare readonly scopes: string[];

  @Column('cidr', { array: true, default: '{}' })
  declare readonly networks: string[];

  @Column('boolean', { name: 'tax_id_on_certificate', default: false })
  declare readonly taxIdOnCertificate: boolean;

  @Column('boolean', { name: 'resource_server', default: false })
  declare readonly resourceServer: boolean;

  @Column('integer', { default: 1 })
  declare readonly version: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;

  /** Triggers of the database replace it (migration AccountStamp). */
  @Column({ type: 'uuid', insert: false, update: false, select: false })
  declare readonly stamp: string;
}
