import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ClientCertificatePolicy, ContractName } from '../../core/credentials/credential.js';
import { CredentialRow } from './credential-row.js';

/** `credential_contract`. */
@Entity('credential_contract')
@Check('credential_contract_policy_check', `policy IN ('tls', 'header', 'none')`)
@Check('credential_contract_check', `NOT (contract = 'avista' AND policy = 'none')`)
export class CredentialContractRow {
  @PrimaryColumn('bigint', { name: 'credential_id', primaryKeyConstraintName: 'credential_contract_pkey' })
  @ForeignKey(() => CredentialRow, { name: 'credential_contract_credential_id_fkey' })
  declare readonly credentialId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'credential_contract_pkey' })
  declare readonly contract: ContractName;

  @Column('text')
  declare readonly policy: ClientCertificatePolicy;
}
