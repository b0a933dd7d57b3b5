import { IsNull } from 'typeorm';
import type { Account } from '../../core/account.js';
import { accountTarget, certificateTarget, keyTarget } from '../../core/audit-event.js';
import type { AccountChanges, BookRevoker, KeptCertificate } from '../../core/books.js';
import type { RevocationReason } from '../../core/certificate-authority.js';
import type { Held } from '../../core/held.js';
import type { CertificatePolicy, ContractName, Credential } from '../../core/credential.js';
import type { AccountId, Fingerprint, SecretId } from '../../core/ids.js';
import {
  ofAccount,
  ofCertificate,
  ofCredential,
  ofLink,
  ofSecret,
  type Revocation,
} from '../../core/revocation.js';
import type { RealmUserRevoker } from '../../core/realm-user.js';
import type { FamilyRevoker } from '../../core/refresh-family.js';
import type { RingKey } from '../../core/signing-key.js';
import { advisoryLocks } from '../advisory-locks.js';
import { AccountCertificateRow } from './account-certificate-row.js';
import { AccountRow } from './account-row.js';
import { CertificateRow } from './certificate-row.js';
import { CredentialContractRow } from './credential-contract-row.js';
import { CredentialRow } from './credential-row.js';
import { CredentialSecretRow } from './credential-secret-row.js';
import { factExpiry } from './fact-expiry.js';
import { KeyShelf } from './key-shelf.js';
import { type ChangeUnderWay, PostgresBookWriter } from './postgres-book-writer.js';
import { PostgresRealmUserRevoker } from './postgres-realm-users.js';
import { PostgresFamilyRevoker } from './postgres-refresh-families.js';
import { RevocationRow } from './revocation-row.js';

const now = (): string => 'clock_timestamp()';

/** Writes what takes authority away, each with its fact, in one transaction. */
export class PostgresBookRevoker extends PostgresBookWriter implements BookRevoker {
  override readonly realmUsers: RealmUserRevoker;
  override readonly families: FamilyRevoker;

  constructor(
    change: ChangeUnderWay,
    /** Gets the id of every fact that is written. */
    private readonly facts: string[],
  ) {
    super(change);
    const { rows, witnesses } = change;
    const parts = { witnesses, facts, holdAccount: (id: AccountId) => this.holdAccount(id) };
    const families = new PostgresFamilyRevoker(rows, parts);
    this.families = families;
    this.realmUsers = new PostgresRealmUserRevoker(rows, { ...parts, families });
  }

  async holdOperators(): Promise<void> {
    await this.rows.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.operators]);
  }

  async endTokens(revocation: Revocation, target: string): Promise<void> {
    this.witnesses.mention(target);
    await this.note(revocation);
  }

  async suspendAccount(account: Held<Account>): Promise<void> {
    const { id } = account;
    await this.rows.update(AccountRow, { id }, { status: 'suspended' });
    await this.families.endAllOf(account, 'the account was suspended');
    await this.note(ofAccount(id));
  }

  async narrowAccount(account: Held<Account>, changes: AccountChanges): Promise<void> {
    await this.changeAccount(account, changes);
    await this.note(ofAccount(account.id));
  }

  async revokeCredential({ id, clientId }: Held<Credential>): Promise<void> {
    await this.rows.update(CredentialRow, { id, status: 'active' }, { status: 'revoked', revokedAt: now });
    await this.note(ofCredential(clientId));
  }

  async retireSecret({ id }: Held<Credential>, secret: SecretId): Promise<boolean> {
    const known = await this.rows.existsBy(CredentialSecretRow, { id: secret, credentialId: id });
    if (!known) return false;
    await this.rows.update(CredentialSecretRow, { id: secret, retiredAt: IsNull() }, { retiredAt: now });
    await this.note(ofSecret(secret));
    return true;
  }

  async narrowContract(
    { id, clientId }: Held<Credential>,
    contract: ContractName,
    policy: CertificatePolicy | null,
  ): Promise<void> {
    const permission = { credentialId: id, contract };
    if (policy) await this.rows.update(CredentialContractRow, permission, { policy });
    else await this.rows.delete(CredentialContractRow, permission);
    await this.note(ofCredential(clientId));
  }

  async unlinkCertificate({ id }: Held<Account>, fingerprint: Fingerprint): Promise<boolean> {
    const certificate = await this.certificate(fingerprint);
    if (!certificate) return false;
    const link = { accountId: id, certificateId: certificate.id };
    const known = await this.rows.existsBy(AccountCertificateRow, link);
    if (!known) return false;
    this.witnesses.mention(certificateTarget(fingerprint));
    await this.rows.update(AccountCertificateRow, { ...link, unlinkedAt: IsNull() }, { unlinkedAt: now });
    await this.note(ofLink(id, fingerprint));
    return true;
  }

  async revokeCertificate(
    { id, fingerprint, revokedAt }: Held<KeptCertificate>,
    reason: RevocationReason,
  ): Promise<void> {
    const at = revokedAt ? {} : { revokedAt: now };
    await this.rows.update(CertificateRow, { id }, { ...at, revokedReason: reason });
    // Whoever looks for what became of an account must find it.
    for (const account of await this.accountsLinkedTo(fingerprint))
      this.witnesses.mention(accountTarget(account));
    await this.note(ofCertificate(fingerprint));
  }

  async dropKey(ring: Held<readonly RingKey[]>, kid: string): Promise<void> {
    this.witnesses.mention(keyTarget(kid));
    await new KeyShelf(this.rows).drop(ring, kid);
  }

  async activateKey(_ring: Held<readonly RingKey[]>, kid: string): Promise<void> {
    await new KeyShelf(this.rows).activate(kid);
  }

  private async note({ kind, subject }: Revocation): Promise<void> {
    const { identifiers } = await this.rows.insert(RevocationRow, { kind, subject, expiresAt: factExpiry });
    this.facts.push((identifiers[0] as { id: string }).id);
  }
}
