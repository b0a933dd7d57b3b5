import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { RealmUser } from '../../core/realm/realm-user.js';
import { AccountRow } from './account-row.js';

/** `resource_owner`. */
@Entity('resource_owner')
@Check('resource_owner_username_check', `username ~ '^[a-z0-9.@_+-]{3,128}$'`)
@Check('resource_owner_status_check', `status IN ('active', 'disabled')`)
@Unique('resource_owner_username_key', ['username'])
@Index('resource_owner_account', ['accountId'])
@Index('resource_owner_unsealed', ['id'], { where: `digest ~ '^([$]|pbkdf2_)'` })
export class RealmUserRow {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'resource_owner_pkey' })
  declare readonly id: string;

  @Column('bigint', { name: 'account_id' })
  @ForeignKey(() => AccountRow, { name: 'resource_owner_account_id_fkey' })
  declare readonly accountId: string;

  @Column('text')
  declare readonly username: string;

  @Column('text')
  declare readonly digest: string;

  @Column('text', { default: 'active' })
  declare readonly status: RealmUser['status'];

  /** `null`: all of the account. */
  @Column('text', { array: true, nullable: true })
  declare readonly scopes: string[] | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;

  @Column('timestamptz', { name: 'password_set_at', default: () => 'clock_timestamp()' })
  declare readonly passwordSetAt: Date;
}
