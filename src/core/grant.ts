import type { AccountKind } from './account.js';
import type {
  AccountId,
  CertificateId,
  ClientId,
  CredentialId,
  Fingerprint,
  SecretId,
  TokenId,
} from './ids.js';

/** A client whose every proof held, at `nowMs` of the database's clock. */
export interface ClientIdentity {
  readonly nowMs: number;
  readonly clientId: ClientId;
  readonly accountId: AccountId;
  readonly accountKind: AccountKind;
  readonly accountVersion: number;
  readonly credentialId: CredentialId;
  readonly secretId: SecretId;
  readonly scopes: readonly string[];
  readonly certificate: {
    readonly id: CertificateId;
    readonly fingerprint: Fingerprint;
    readonly provenByHandshake: boolean;
  } | null;
}

/** What a client gets: the decision, before it is signed and recorded. */
export interface Grant {
  readonly client: ClientIdentity;
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly issuedAtSeconds: number;
  readonly lifetimeSeconds: number;
}

/** What leaves, after its record was committed. */
export interface IssuedToken {
  readonly id: TokenId;
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
}
