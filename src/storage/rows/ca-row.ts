import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * `certificate_authority`. An index that TypeORM cannot express allows at most one signing
 * authority.
 */
@Entity('certificate_authority')
@Check('certificate_authority_fingerprint_check', 'octet_length(fingerprint) = 32')
export class CaRow {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'certificate_authority_pkey' })
  declare readonly fingerprint: Buffer;

  @Column('text')
  declare readonly subject: string;

  @Column('text')
  declare readonly pem: string;

  @Column('text')
  declare readonly chain: string;

  @Column('text', { name: 'key_type' })
  declare readonly keyType: string;

  @Column('timestamptz', { name: 'not_before' })
  declare readonly notBefore: Date;

  @Column('timestamptz', { name: 'not_after' })
  declare readonly notAfter: Date;

  @Column('bytea')
  declare readonly sealed: Buffer;

  @Column('bigint', { name: 'crl_number', default: 0 })
  declare readonly crlNumber: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  declare readonly createdAt: Date;

  @Column('timestamptz', { name: 'retired_at', nullable: true })
  declare readonly retiredAt: Date | null;
}
