import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** `client_authority`. */
@Entity('client_authority')
@Check('client_authority_fingerprint_check', 'octet_length(fingerprint) = 32')
export class ClientCaRow {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'client_authority_pkey' })
  declare readonly fingerprint: Buffer;

  @Column('text')
  declare readonly pem: string;

  @Column('text')
  declare readonly subject: string;

  @Column('text')
  declare readonly issuer: string;

  @Column('text', { name: 'key_type' })
  declare readonly keyType: string;

  @Column('timestamptz', { name: 'not_before' })
  declare readonly notBefore: Date;

  @Column('timestamptz', { name: 'not_after' })
  declare readonly notAfter: Date;

  @Column('timestamptz', { name: 'added_at', default: () => 'clock_timestamp()' })
  declare readonly addedAt: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  declare readonly removedAt: Date | null;
}
