import type { Account } from '../accounts/account.js';
import type { ExpiryPeriod } from '../shared/expiry-period.js';
import type { AccountId, ClientId, SecretId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { TimePosition } from '../shared/time-position.js';
import type { ClientCertificatePolicy, ContractName, ContractPermission, Credential } from './credential.js';
import type { ExpiringCredential } from './credential-expiry.js';

export interface NewCredential {
  /** `null`: the gateway generates one that contains the account's id. */
  readonly clientId: ClientId | null;
  readonly label: string;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly contracts: readonly ContractPermission[];
  readonly digest: string;
}

/**
 * `PepperCount`: the number of active secrets of active credentials and of passwords of active users
 * by the pepper of their digest; `null`: digests of other systems without a pepper.
 */
export interface PepperCount {
  readonly pepper: string | null;
  readonly secrets: number;
}

export interface CredentialExpiryFilter extends ExpiryPeriod {
  /** Only credentials after this position; `null`: from the first one. */
  readonly after: TimePosition | null;
  /** The maximum number of credentials; left out: all. */
  readonly limit?: number;
}

export interface CredentialReader {
  find(clientId: ClientId): Promise<Credential | null>;
  /** Returns credentials, ordered by id. */
  ofAccount(account: AccountId): Promise<readonly Credential[]>;
  /** Returns the credentials of several accounts, in as many statements as those of one. */
  ofAccounts(accounts: readonly AccountId[]): Promise<readonly Credential[]>;
  /**
   * Returns the active credentials of active accounts of which something ends in the period
   * (`expiriesOf`), those that end first at the top (`positionByExpiry`).
   */
  expiring(filter: CredentialExpiryFilter): Promise<readonly ExpiringCredential[]>;
  /**
   * Returns the digests of the credential's secrets that were not revoked. They are only compared
   * and never shown.
   */
  digestsOf(clientId: ClientId): Promise<readonly string[]>;
  /** Returns whether the credential has, or once had, this secret. */
  everHad(credential: Credential, secret: SecretId): Promise<boolean>;
  /** Reads every secret and every password. */
  secretsByPepper(): Promise<readonly PepperCount[]>;
}

export interface CredentialWriter extends CredentialReader {
  /** Locks the credential and its account. */
  lock(clientId: ClientId): Promise<Locked<Credential>>;
  add(account: Locked<Account>, credential: NewCredential): Promise<Locked<Credential>>;
  addSecret(credential: Locked<Credential>, digest: string): Promise<SecretId>;
  /** Sets when an active secret expires. */
  expireSecret(credential: Locked<Credential>, secret: SecretId, at: Date): Promise<void>;
  /** Retires expired secrets, which would otherwise count towards the limit of two. */
  retireExpiredSecrets(credential: Locked<Credential>): Promise<void>;
  /** Widens the policy of one contract, or adds the contract. */
  widenContract(credential: Locked<Credential>, permission: ContractPermission): Promise<void>;
}

export interface CredentialRevoker extends CredentialWriter {
  revoke(credential: Locked<Credential>): Promise<void>;
  /** Revoking again is harmless. */
  revokeSecret(credential: Locked<Credential>, secret: SecretId): Promise<void>;
  /**
   * Sets a narrower policy, or with `null` removes the contract. Ends all tokens of the credential.
   */
  narrowContract(
    credential: Locked<Credential>,
    contract: ContractName,
    policy: ClientCertificatePolicy | null,
  ): Promise<void>;
}
