import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** `certificate`. */
@Entity('certificate')
@Check('certificate_fingerprint_check', 'octet_length(fingerprint) = 32')
@Unique('certificate_fingerprint_key', ['fingerprint'])
@Index('certificate_not_after', ['notAfter'])
@Index('certificate_revoked', ['issuer'], { where: 'revoked_at IS NOT NULL' })
export class CertificateRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'certificate_pkey',
  })
  declare readonly id: string;

  @Column('bytea')
  declare readonly fingerprint: Buffer;

  @Column('text')
  declare readonly pem: string;

  @Column('text')
  declare readonly subject: string;

  @Column('text')
  declare readonly issuer: string;

  @Column('text')
  declare readonly serial: string;

  @Column('text', { name: 'key_type' })
  declare readonly keyType: string;

  @Column('timestamptz', { name: 'not_before' })
  declare readonly notBefore: Date;

  @Column('timestamptz', { name: 'not_after' })
  declare readonly notAfter: Date;

  @Column('text', { name: 'tax_id', nullable: true })
  declare readonly taxId: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  declare readonly revokedAt: Date | null;

  @Column('text', { name: 'revoked_reason', nullable: true })
  declare readonly revokedReason: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;
}
