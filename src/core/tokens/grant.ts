import type {
  AccountId,
  CertificateId,
  ClientId,
  CredentialId,
  Fingerprint,
  SecretId,
  TokenId,
} from '../shared/ids.js';
import type { ContractClaims } from './contract-claims.js';
import type { TokenKind } from './token-verifier.js';

/** A client whose every proof held, at `nowMs` of the database's clock. */
export interface ClientIdentity {
  readonly nowMs: number;
  readonly clientId: ClientId;
  readonly accountId: AccountId;
  readonly accountVersion: number;
  readonly credentialId: CredentialId;
  readonly secretId: SecretId;
  /** `null`: it has no end. */
  readonly secretExpiresAtMs: number | null;
  readonly accountScopes: readonly string[];
  /** Narrows the account's; `null` means all of them. */
  readonly credentialScopes: readonly string[] | null;
  readonly certificate: {
    readonly id: CertificateId;
    readonly fingerprint: Fingerprint;
    readonly notAfterMs: number;
    readonly provenByHandshake: boolean;
  } | null;
}

/** What a client gets: the decision, before it is signed and recorded. */
export interface Grant {
  readonly client: ClientIdentity;
  readonly kind: TokenKind;
  readonly issuer: string;
  readonly audience: string;
  /** What the contract adds. */
  readonly claims: ContractClaims;
  readonly scopes: readonly string[];
  readonly issuedAtSeconds: number;
  readonly lifetimeSeconds: number;
}

/** What leaves, after its record was committed. */
export interface IssuedToken {
  readonly id: TokenId;
  /** Whose it is. */
  readonly client: ClientIdentity;
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
}
