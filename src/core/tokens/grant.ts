import type { CertificateId, ClientId, Fingerprint, SecretId, TokenId } from '../shared/ids.js';
import type { SnapshotClient } from './client-snapshot.js';
import type { ContractClaims } from './contract-claims.js';
import type { OperatorSession } from './operator-session.js';
import type { TokenKind } from './token-verifier.js';

/**
 * A client whose every proof held, at `nowMs` of the database's clock: everything that the database
 * answered about it, without its secrets.
 */
export interface ClientIdentity extends Omit<SnapshotClient, 'secrets'> {
  readonly nowMs: number;
  readonly clientId: ClientId;
  /** The secret that matched. */
  readonly secretId: SecretId;
  /** `null`: the secret never expires. */
  readonly secretExpiresAtMs: number | null;
  readonly certificate: {
    readonly id: CertificateId;
    readonly fingerprint: Fingerprint;
    readonly notAfterMs: number;
    readonly provenByHandshake: boolean;
  } | null;
}

/**
 * `ClaimsSource`: what claims about a client may be made of. Not the time and not what ends: the fast
 * path keeps the JSON of the claims for as long as the client is cached, and they would stand still.
 */
export type ClaimsSource = Omit<ClientIdentity, 'nowMs' | 'secretExpiresAtMs'>;

/** `Grant`: what a client gets: the decision, before it is signed and recorded. */
export interface Grant {
  readonly client: ClientIdentity;
  readonly kind: TokenKind;
  readonly issuer: string;
  readonly audience: string;
  /** The claims that the contract adds. */
  readonly claims: ContractClaims;
  readonly scopes: readonly string[];
  readonly issuedAtSeconds: number;
  readonly lifetimeSeconds: number;
  /** Only where an operator's token is renewed. */
  readonly session?: OperatorSession;
}

/** `IssuedToken`: the token that is sent after its record was committed. */
export interface IssuedToken {
  readonly id: TokenId;
  /** The client to which the token was issued. */
  readonly client: ClientIdentity;
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
}
