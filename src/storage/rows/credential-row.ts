import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { CredentialStatus } from '../../core/credentials/credential.js';
import { AccountRow } from './account-row.js';

/** `credential`. */
@Entity('credential')
@Check('credential_client_id_check', `client_id ~ '^[A-Za-z0-9._-]{3,64}$'`)
@Check('credential_status_check', `status IN ('active', 'revoked')`)
@Unique('credential_client_id_key', ['clientId'])
@Index('credential_account', ['accountId'])
export class CredentialRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'credential_pkey',
  })
  declare readonly id: string;

  @Column('bigint', { name: 'account_id' })
  @ForeignKey(() => AccountRow, { name: 'credential_account_id_fkey' })
  declare readonly accountId: string;

  @Column('text', { name: 'client_id' })
  declare readonly clientId: string;

  @Column('text', { default: '' })
  declare readonly label: string;

  @Column('text', { default: 'active' })
  declare readonly status: CredentialStatus;

  @Column('text', { array: true, nullable: true })
  declare readonly scopes: string[] | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  declare readonly expiresAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  declare readonly revokedAt: Date | null;
}
