import type { AccountId, ClientId, CredentialId, SecretId } from '../shared/ids.js';
import type { KeyRegistration } from './registered-key.js';
import type { StoredSecretShape } from './stored-digest.js';

/**
 * The wire contracts that a credential may be allowed to use.
 *
 * This folder owns client ids, their secrets, and the ports that check, generate and store them; it
 * must never print a secret (`Secret`).
 */
export const contractNames = ['avista', 'pix', 'realm', 'service-token'] as const;
export type ContractName = (typeof contractNames)[number];

/**
 * How a credential must present its certificate in one contract. `tls`: in the handshake only.
 * `header`: in the handshake or in the header, which proves nothing about the private key. `none`:
 * no certificate is needed, and one that is presented is checked all the same; never allowed for avista.
 */
export const clientCertificatePolicies = ['tls', 'header', 'none'] as const;
export type ClientCertificatePolicy = (typeof clientCertificatePolicies)[number];

export type CredentialStatus = 'active' | 'revoked';

/** Returns whether a credential was not revoked. Whether it has expired is another question. */
export const isActive = ({ status }: { readonly status: CredentialStatus }): boolean => status === 'active';

/** A client id with its secrets, and what it may be used for. */
export interface Credential {
  readonly id: CredentialId;
  readonly clientId: ClientId;
  readonly accountId: AccountId;
  readonly label: string;
  readonly status: CredentialStatus;
  /** Narrows the account's scopes; `null` means all of them. */
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly contracts: readonly ContractPermission[];
  readonly secrets: readonly ActiveSecret[];
}

export interface ContractPermission {
  readonly contract: ContractName;
  readonly policy: ClientCertificatePolicy;
}

/**
 * One of the at most two active secrets of a credential, without anything that would help to guess
 * it.
 */
export interface ActiveSecret {
  readonly id: SecretId;
  readonly shape: StoredSecretShape;
  /** Of a registered key: what was registered. It is public. */
  readonly registration?: KeyRegistration;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A secret is a text that the client sends, or else a registered key. */
export const isText = ({ shape }: Pick<ActiveSecret, 'shape'>): boolean =>
  shape === 'generated' || shape === 'custom';

/** Two, so that a rotation can overlap; not more, so that an old secret is not forgotten. */
export const activeSecretsMax = 2;
