import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** `revocation`. */
@Entity('revocation')
@Check(
  'revocation_kind_check',
  `kind IN ('token', 'secret', 'credential', 'certificate', 'account-and-certificate', 'refresh-family', 'account')`,
)
@Index('revocation_effective', ['effectiveAt'])
@Index('revocation_expires', ['expiresAt'])
@Index('revocation_subject', ['kind', 'subject'])
export class RevocationRow {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'revocation_pkey',
  })
  declare readonly id: string;

  @Column('text')
  declare readonly kind: string;

  @Column('text')
  declare readonly subject: string;

  @Column('timestamptz', { name: 'effective_at', default: () => 'clock_timestamp()' })
  declare readonly effectiveAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  declare readonly expiresAt: Date;
}
