import { type EntityManager, IsNull, LessThanOrEqual } from 'typeorm';
import type { Account } from '../../core/account.js';
import {
  accountTarget,
  authorityTarget,
  certificateTarget,
  credentialTarget,
  keysTarget,
} from '../../core/audit-event.js';
import type {
  AccountChanges,
  BookWriter,
  KeptCertificate,
  NewAccount,
  NewCredential,
} from '../../core/books.js';
import type { Held } from '../../core/held.js';
import type { CertificateFacts } from '../../core/certificate.js';
import type { KeptAuthority, NewAuthority } from '../../core/certificate-authority.js';
import type { ContractPermission, Credential } from '../../core/credential.js';
import {
  type AccountId,
  type ClientId,
  type Fingerprint,
  makeClientId,
  type SecretId,
} from '../../core/ids.js';
import { ManagementError } from '../../core/management-error.js';
import { ofAccount, ofCredential, ofLink, type Revocation } from '../../core/revocation.js';
import type { RealmUserWriter } from '../../core/realm-user.js';
import type { TrustedAuthorityWriter } from '../../core/trusted-authority.js';
import type { SealedThing } from '../../core/key-smith.js';
import type { NewKey, RingKey } from '../../core/signing-key.js';
import { bytesOf } from '../postgres-authority-store.js';
import { AccountCertificateRow } from './account-certificate-row.js';
import { AccountRow } from './account-row.js';
import { CertificateAuthorityRow } from './certificate-authority-row.js';
import { accountState, certificateState } from './account-state.js';
import { CertificateRow } from './certificate-row.js';
import { CredentialContractRow } from './credential-contract-row.js';
import { CredentialRow } from './credential-row.js';
import { CredentialSecretRow } from './credential-secret-row.js';
import type { ExpectedVersion } from './expected-version.js';
import { keysState } from './keys-state.js';
import { KeyShelf } from './key-shelf.js';
import { PostgresRealmUserWriter } from './postgres-realm-users.js';
import { PostgresTrustedAuthorityWriter } from './postgres-trusted-authorities.js';
import { PostgresBookReader } from './postgres-book-reader.js';
import { toAuthority, toKeptCertificate } from './row-mappers.js';
import { holdSealed, replaceSealed } from './sealed-tables.js';
import type { Witnesses } from './witnesses.js';

const unknownAccount = (id: AccountId): ManagementError =>
  new ManagementError('not_found', `account: there is no account ${id}`, 'account');
const unknownCredential = (): ManagementError =>
  new ManagementError('not_found', 'client id: there is no credential with this client id', 'client id');

const unknownCertificate = (): ManagementError =>
  new ManagementError('not_found', 'fingerprint: no certificate with it is in the books', 'fingerprint');
const unknownAuthority = (): ManagementError =>
  new ManagementError('not_found', 'authority: there is none with this fingerprint', 'authority');
const forUpdate = { mode: 'pessimistic_write' } as const;

/** The transaction of one change, and who tells the audit trail what it does. */
export interface ChangeUnderWay {
  readonly rows: EntityManager;
  readonly witnesses: Witnesses;
  /** What the first account held is compared with. */
  readonly expectedVersion: ExpectedVersion;
}

/**
 * Writes what adds authority, in one transaction. Whatever a method holds or makes it registers with the witnesses, or the
 * audit trail would not tell what became of it.
 */
export class PostgresBookWriter extends PostgresBookReader implements BookWriter {
  override readonly realmUsers: RealmUserWriter;
  override readonly trustedAuthorities: TrustedAuthorityWriter;
  protected readonly witnesses: Witnesses;
  private readonly expectedVersion: ExpectedVersion;

  constructor({ rows, witnesses, expectedVersion }: ChangeUnderWay) {
    super(rows);
    this.witnesses = witnesses;
    this.trustedAuthorities = new PostgresTrustedAuthorityWriter(rows, witnesses);
    this.expectedVersion = expectedVersion;
    this.realmUsers = new PostgresRealmUserWriter(rows, {
      witnesses,
      holdAccount: (id) => this.holdAccount(id),
    });
  }

  async holdAccount(id: AccountId): Promise<Held<Account>> {
    // The update is the lock: another change of this account waits here, and then reads what this one left.
    const { affected } = await this.rows.increment(AccountRow, { id }, 'version', 1);
    const account = affected ? await this.account(id) : null;
    if (!account) throw unknownAccount(id);
    this.expectedVersion.compareWith(account.version - 1);
    await this.witnesses.watch(accountTarget(id), () => accountState(this, id));
    return account as Held<Account>;
  }

  async holdCredential(clientId: ClientId): Promise<Held<Credential>> {
    const row = await this.rows.findOneBy(CredentialRow, { clientId });
    if (!row) throw unknownCredential();
    this.witnesses.mention(credentialTarget(clientId));
    await this.holdAccount(row.accountId as AccountId);
    const credential = await this.credential(clientId);
    if (!credential) throw unknownCredential();
    return credential as Held<Credential>;
  }

  async openAccount({ scopes, networks, ...account }: NewAccount): Promise<Held<Account>> {
    const { identifiers } = await this.rows.insert(AccountRow, {
      ...account,
      scopes: [...scopes],
      networks: [...networks],
    });
    const opened = await this.account(idOf(identifiers) as AccountId);
    if (!opened) throw new Error('the account just opened is not there');
    this.witnesses.made(accountTarget(opened.id), () => accountState(this, opened.id));
    return opened as Held<Account>;
  }

  async changeAccount({ id }: Held<Account>, changes: AccountChanges): Promise<void> {
    const { scopes, networks, ...rest } = changes;
    const lists = { ...(scopes && { scopes: [...scopes] }), ...(networks && { networks: [...networks] }) };
    await this.rows.update(AccountRow, { id }, { ...rest, ...lists });
  }

  async reactivateAccount({ id }: Held<Account>): Promise<void> {
    await this.waitForLaterSecond(ofAccount(id));
    await this.rows.update(AccountRow, { id }, { status: 'active' });
  }

  async addCredential(account: Held<Account>, credential: NewCredential): Promise<Held<Credential>> {
    const { label, scopes, expiresAt, contracts, digest } = credential;
    const clientId = credential.clientId ?? makeClientId(account.id, await this.eightHex());
    this.witnesses.mention(credentialTarget(clientId));
    const { identifiers } = await this.rows.insert(CredentialRow, {
      accountId: account.id,
      clientId,
      label,
      scopes: scopes && [...scopes],
      expiresAt,
    });
    const credentialId = idOf(identifiers);
    await this.rows.insert(
      CredentialContractRow,
      contracts.map((permission) => ({ credentialId, ...permission })),
    );
    await this.rows.insert(CredentialSecretRow, { credentialId, digest });
    const added = await this.credential(clientId);
    if (!added) throw new Error('the credential just added is not there');
    return added as Held<Credential>;
  }

  async addSecret({ id }: Held<Credential>, digest: string): Promise<SecretId> {
    const { identifiers } = await this.rows.insert(CredentialSecretRow, { credentialId: id, digest });
    return idOf(identifiers) as SecretId;
  }

  async expireSecret({ id }: Held<Credential>, secret: SecretId, at: Date): Promise<void> {
    await this.rows.update(CredentialSecretRow, { id: secret, credentialId: id }, { expiresAt: at });
  }

  async clearExpiredSecrets({ id }: Held<Credential>): Promise<void> {
    const expired = { credentialId: id, retiredAt: IsNull(), expiresAt: LessThanOrEqual(await this.now()) };
    await this.rows.update(CredentialSecretRow, expired, { retiredAt: () => 'clock_timestamp()' });
  }

  async widenContract({ id, clientId }: Held<Credential>, permission: ContractPermission): Promise<void> {
    // It may have been narrowed a moment ago, which ended all tokens of this second.
    await this.waitForLaterSecond(ofCredential(clientId));
    await this.rows.upsert(CredentialContractRow, { credentialId: id, ...permission }, [
      'credentialId',
      'contract',
    ]);
  }

  async keepCertificate(facts: CertificateFacts, pem: string): Promise<Held<KeptCertificate>> {
    const { subject, issuer, serial, notBefore, notAfter, taxId } = facts;
    const fingerprint = bytesOf(facts.fingerprint);
    const row = {
      fingerprint,
      pem,
      subject,
      issuer,
      serial,
      keyType: facts.key.name,
      notBefore,
      notAfter,
      taxId,
    };
    const look = async (): Promise<unknown> => certificateState(await this.certificate(facts.fingerprint));
    await this.witnesses.watch(certificateTarget(facts.fingerprint), look);
    // For one that is there already, writing the same again is the lock on it.
    await this.rows.upsert(CertificateRow, row, ['fingerprint']);
    const kept = await this.certificate(facts.fingerprint);
    if (!kept) throw new Error('the certificate just kept is not there');
    return kept as Held<KeptCertificate>;
  }

  async holdCertificate(fingerprint: Fingerprint): Promise<Held<KeptCertificate>> {
    const where = { fingerprint: bytesOf(fingerprint) };
    const row = await this.rows.findOne(CertificateRow, { where, lock: forUpdate });
    if (!row) throw unknownCertificate();
    await this.witnesses.watch(certificateTarget(fingerprint), async () =>
      certificateState(await this.certificate(fingerprint)),
    );
    return toKeptCertificate(row) as Held<KeptCertificate>;
  }

  async holdAuthority(fingerprint: Fingerprint): Promise<Held<KeptAuthority>> {
    const where = { fingerprint: bytesOf(fingerprint) };
    const row = await this.rows.findOne(CertificateAuthorityRow, { where, lock: forUpdate });
    if (!row) throw unknownAuthority();
    await this.witnesses.watch(authorityTarget(fingerprint), () => this.authorityState(fingerprint));
    return toAuthority(row) as Held<KeptAuthority>;
  }

  async addAuthority({ facts, pem, chain, sealed }: NewAuthority): Promise<Held<KeptAuthority>> {
    const { subject, notBefore, notAfter, key } = facts;
    await this.rows.insert(CertificateAuthorityRow, {
      fingerprint: bytesOf(facts.fingerprint),
      subject,
      pem,
      chain,
      keyType: key.name,
      notBefore,
      notAfter,
      sealed: Buffer.from(sealed),
    });
    this.witnesses.made(authorityTarget(facts.fingerprint), () => this.authorityState(facts.fingerprint));
    return this.holdAuthority(facts.fingerprint);
  }

  /** As the audit trail tells it: never the sealed key. */
  private async authorityState(fingerprint: Fingerprint): Promise<unknown> {
    const row = await this.rows.findOneBy(CertificateAuthorityRow, { fingerprint: bytesOf(fingerprint) });
    if (!row) return null;
    const { subject, keyType, notBefore, notAfter, crlNumber, retiredAt } = row;
    return { subject, keyType, notBefore, notAfter, crlNumber, retiredAt };
  }

  async retireAuthority({ fingerprint }: Held<KeptAuthority>): Promise<void> {
    const signing = { fingerprint: bytesOf(fingerprint), retiredAt: IsNull() };
    await this.rows.update(CertificateAuthorityRow, signing, { retiredAt: () => 'clock_timestamp()' });
  }

  async nextRevocationListNumber({ fingerprint }: Held<KeptAuthority>): Promise<bigint> {
    const where = { fingerprint: bytesOf(fingerprint) };
    await this.rows.increment(CertificateAuthorityRow, where, 'crlNumber', 1);
    const row = await this.rows.findOneByOrFail(CertificateAuthorityRow, where);
    return BigInt(row.crlNumber);
  }

  async linkCertificate(account: Held<Account>, certificate: Held<KeptCertificate>): Promise<void> {
    await this.waitForLaterSecond(ofLink(account.id, certificate.fingerprint));
    await this.rows.insert(AccountCertificateRow, { accountId: account.id, certificateId: certificate.id });
  }

  async holdKeys(): Promise<Held<readonly RingKey[]>> {
    const shelf = new KeyShelf(this.rows);
    const ring = await shelf.hold();
    await this.witnesses.watch(keysTarget, async () => keysState(await shelf.all()));
    return ring;
  }

  async publishKey(_ring: Held<readonly RingKey[]>, key: NewKey, delaySeconds: number): Promise<void> {
    await new KeyShelf(this.rows).publish(key, delaySeconds);
  }

  async holdSealed(): Promise<readonly Held<SealedThing>[]> {
    return holdSealed(this.rows);
  }

  async replaceSealed(thing: Held<SealedThing>, sealed: Uint8Array): Promise<void> {
    this.witnesses.mention(`${thing.table} ${thing.id}`);
    await replaceSealed(this.rows, thing, sealed);
  }

  /**
   * A token is refused when it was issued up to the SECOND of a fact: one issued later in that second would be dead on
   * arrival. The row locks are kept meanwhile.
   */
  private async waitForLaterSecond({ kind, subject }: Revocation): Promise<void> {
    await this.rows.query(
      `SELECT pg_sleep(greatest(0, extract(epoch FROM
         date_trunc('second', max(effective_at)) + interval '1 second' - clock_timestamp())))
       FROM revocation WHERE kind = $1 AND subject = $2`,
      [kind, subject],
    );
  }

  /** 32 random bits: the first digits of a UUIDv4 are all random. */
  private async eightHex(): Promise<string> {
    const rows: unknown = await this.rows.query('SELECT left(gen_random_uuid()::text, 8) AS hex');
    return (rows as { hex: string }[])[0]?.hex ?? '';
  }
}

const idOf = (identifiers: readonly object[]): string => (identifiers[0] as { id: string }).id;
