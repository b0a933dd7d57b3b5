import { type EntityManager, In, IsNull, LessThanOrEqual } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import type { AccountWriter } from '../../core/accounts/account-repository.js';
import { credentialTarget } from '../../core/audit/audit-event.js';
import type {
  ClientCertificatePolicy,
  ContractName,
  ContractPermission,
  Credential,
} from '../../core/credentials/credential.js';
import { expiriesOf, type ExpiringCredential } from '../../core/credentials/credential-expiry.js';
import type {
  CredentialExpiryFilter,
  CredentialReader,
  CredentialRevoker,
  CredentialWriter,
  NewCredential,
  PepperCount,
} from '../../core/credentials/credential-repository.js';
import { type AccountId, type ClientId, makeClientId, type SecretId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { ofCredential, ofSecret } from '../../core/tokens/revocation.js';
import { AccountRow } from '../rows/account-row.js';
import { CredentialContractRow } from '../rows/credential-contract-row.js';
import { CredentialRow } from '../rows/credential-row.js';
import { CredentialSecretRow } from '../rows/credential-secret-row.js';
import { toCredential } from '../rows/row-mappers.js';
import type { ChangeContext, RevokeContext } from '../transaction/change-context.js';
import { countSecretsByPepper } from './count-secrets-by-pepper.js';
import { insertedId } from './inserted-id.js';
import { listExpiringCredentials } from './list-expiring-credentials.js';
import { noteEarlierRevocations } from './note-earlier-revocations.js';
import { readDatabaseTime } from './read-database-time.js';

const now = (): string => 'clock_timestamp()';

/** Reads credentials in one transaction. */
export class PostgresCredentialReader implements CredentialReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(clientId: ClientId): Promise<Credential | null> {
    const [credential] = await this.withParts(await this.manager.findBy(CredentialRow, { clientId }));
    return credential ?? null;
  }

  ofAccount(account: AccountId): Promise<Credential[]> {
    return this.ofAccounts([account]);
  }

  async ofAccounts(accounts: readonly AccountId[]): Promise<Credential[]> {
    const where = { accountId: In([...accounts]) };
    return this.withParts(await this.manager.find(CredentialRow, { where, order: { id: 'ASC' } }));
  }

  async expiring(filter: CredentialExpiryFilter): Promise<ExpiringCredential[]> {
    const found = await this.withParts(await listExpiringCredentials(this.manager, filter));
    const accounts = await this.manager.findBy(AccountRow, {
      id: In(found.map(({ accountId }) => accountId)),
    });
    const kinds = new Map(accounts.map(({ id, kind }) => [id, kind]));
    return found.flatMap((credential) => {
      const { id, clientId, label, accountId } = credential;
      const accountKind = kinds.get(accountId);
      if (!accountKind) return [];
      return [{ id, clientId, label, accountId, accountKind, expiring: expiriesOf(credential, filter) }];
    });
  }

  async digestsOf(clientId: ClientId): Promise<string[]> {
    const credential = await this.manager.findOneBy(CredentialRow, { clientId });
    if (!credential) return [];
    const where = { credentialId: credential.id, retiredAt: IsNull() };
    return (await this.manager.findBy(CredentialSecretRow, where)).map(({ digest }) => digest);
  }

  async everHad({ id }: Credential, secret: SecretId): Promise<boolean> {
    return this.manager.existsBy(CredentialSecretRow, { id: secret, credentialId: id });
  }

  async secretsByPepper(): Promise<readonly PepperCount[]> {
    return countSecretsByPepper(this.manager);
  }

  private async withParts(credentials: readonly CredentialRow[]): Promise<Credential[]> {
    const credentialId = In(credentials.map((row) => row.id));
    const contracts = await this.manager.find(CredentialContractRow, {
      where: { credentialId },
      order: { contract: 'ASC' },
    });
    const secrets = await this.manager.find(CredentialSecretRow, {
      where: { credentialId, retiredAt: IsNull() },
      order: { id: 'ASC' },
    });
    return credentials.map((row) =>
      toCredential(
        row,
        contracts.filter((contract) => contract.credentialId === row.id),
        secrets.filter((secret) => secret.credentialId === row.id),
      ),
    );
  }
}

/**
 * Writes changes that take nothing away. The lock on the account is the lock on its credentials.
 */
export class PostgresCredentialWriter extends PostgresCredentialReader implements CredentialWriter {
  constructor(
    private readonly change: ChangeContext,
    private readonly accounts: Pick<AccountWriter, 'lock'>,
  ) {
    super(change.manager);
  }

  async lock(clientId: ClientId): Promise<Locked<Credential>> {
    const row = await this.manager.findOneBy(CredentialRow, { clientId });
    if (!row) throw unknownCredential();
    this.change.audit.addTarget(credentialTarget(clientId));
    await this.accounts.lock(row.accountId as AccountId);
    const credential = await this.find(clientId);
    if (!credential) throw unknownCredential();
    return credential as Locked<Credential>;
  }

  async add(account: Locked<Account>, credential: NewCredential): Promise<Locked<Credential>> {
    const { label, scopes, expiresAt, contracts, digest } = credential;
    const clientId = credential.clientId ?? makeClientId(account.id, await this.eightHex());
    this.change.audit.addTarget(credentialTarget(clientId));
    const { identifiers } = await this.manager.insert(CredentialRow, {
      accountId: account.id,
      clientId,
      label,
      scopes: scopes && [...scopes],
      expiresAt,
    });
    const credentialId = insertedId(identifiers);
    await this.manager.insert(
      CredentialContractRow,
      contracts.map((permission) => ({ credentialId, ...permission })),
    );
    await this.manager.insert(CredentialSecretRow, { credentialId, digest });
    const added = await this.find(clientId);
    if (!added) throw new Error('the credential just added is not there');
    return added as Locked<Credential>;
  }

  async addSecret({ id }: Locked<Credential>, digest: string): Promise<SecretId> {
    const { identifiers } = await this.manager.insert(CredentialSecretRow, { credentialId: id, digest });
    return insertedId(identifiers) as SecretId;
  }

  async expireSecret({ id }: Locked<Credential>, secret: SecretId, at: Date): Promise<void> {
    await this.manager.update(CredentialSecretRow, { id: secret, credentialId: id }, { expiresAt: at });
  }

  async retireExpiredSecrets({ id }: Locked<Credential>): Promise<void> {
    const expiresAt = LessThanOrEqual(await readDatabaseTime(this.manager));
    const expired = { credentialId: id, retiredAt: IsNull(), expiresAt };
    await this.manager.update(CredentialSecretRow, expired, { retiredAt: now });
  }

  async widenContract({ id, clientId }: Locked<Credential>, permission: ContractPermission): Promise<void> {
    // The credential may have been narrowed a moment ago, which ended all tokens of this second.
    await noteEarlierRevocations(this.change, ofCredential(clientId));
    await this.manager.upsert(CredentialContractRow, { credentialId: id, ...permission }, [
      'credentialId',
      'contract',
    ]);
  }

  /** Returns 32 random bits in hex: the first digits of a UUIDv4 are all random. */
  private async eightHex(): Promise<string> {
    const rows: unknown = await this.manager.query('SELECT left(gen_random_uuid()::text, 8) AS hex');
    return (rows as { hex: string }[])[0]?.hex ?? '';
  }
}

/** Writes changes that take away permissions, each with its revocation. */
export class PostgresCredentialRevoker extends PostgresCredentialWriter implements CredentialRevoker {
  constructor(
    private readonly revoking: RevokeContext,
    accounts: Pick<AccountWriter, 'lock'>,
  ) {
    super(revoking, accounts);
  }

  async revoke({ id, clientId }: Locked<Credential>): Promise<void> {
    await this.manager.update(CredentialRow, { id, status: 'active' }, { status: 'revoked', revokedAt: now });
    await this.revoking.revocations.write(ofCredential(clientId));
  }

  async revokeSecret({ id }: Locked<Credential>, secret: SecretId): Promise<void> {
    const active = { id: secret, credentialId: id, retiredAt: IsNull() };
    await this.manager.update(CredentialSecretRow, active, { retiredAt: now });
    await this.revoking.revocations.write(ofSecret(secret));
  }

  async narrowContract(
    { id, clientId }: Locked<Credential>,
    contract: ContractName,
    policy: ClientCertificatePolicy | null,
  ): Promise<void> {
    const permission = { credentialId: id, contract };
    if (policy) await this.manager.update(CredentialContractRow, permission, { policy });
    else await this.manager.delete(CredentialContractRow, permission);
    await this.revoking.revocations.write(ofCredential(clientId));
  }
}

const unknownCredential = (): ManagementError =>
  new ManagementError('not_found', 'client id: there is no credential with this client id', 'client id');
