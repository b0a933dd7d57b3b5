import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CredentialRow } from './credential-row.js';

/** `credential_secret`. `credential_secret_unsealed` finds custom digests without a pepper (docs/adr/0021). */
@Entity('credential_secret')
@Index('credential_secret_live', ['credentialId'], { where: 'retired_at IS NULL' })
@Index('credential_secret_expires', ['expiresAt'], {
  where: 'retired_at IS NULL AND expires_at IS NOT NULL',
})
@Index('credential_secret_unsealed', ['id'], { where: `retired_at IS NULL AND digest ~ '^([$]|pbkdf2_)'` })
export class CredentialSecretRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'credential_secret_pkey',
  })
  declare readonly id: string;

  @Column('bigint', { name: 'credential_id' })
  @ForeignKey(() => CredentialRow, { name: 'credential_secret_credential_id_fkey' })
  declare readonly credentialId: string;

  @Column('text')
  declare readonly digest: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  declare readonly expiresAt: Date | null;

  @Column('timestamptz', { name: 'retired_at', nullable: true })
  declare readonly retiredAt: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  declare readonly lastUsedAt: Date | null;
}
