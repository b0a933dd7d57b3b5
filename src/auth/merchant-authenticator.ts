import type { MerchantContext } from '../core/shared/merchant-context.js';
import type { Bearer, BearerProofs } from '../core/tokens/bearer.js';
import type { SnapshotClient } from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import type { TokenProfile, TokenVerifier } from '../core/tokens/token-verifier.js';
import { type AuthenticatedBearer, BearerAuthenticator } from './bearer-authenticator.js';

/** `Merchant`: a merchant who may manage their own account at this moment. */
export interface Merchant extends Bearer {
  readonly context: MerchantContext;
  /** When the secret of the token expires, in milliseconds since 1970; `null`: never. */
  readonly secretExpiresAtMs: number | null;
  /** The database's time. */
  readonly nowMs: number;
}

/**
 * Decides whether a token may manage the account to which it belongs. No scope is required: scopes
 * say what a token may do at the APIs behind the gateway. A client that may do less than its
 * account manages its own secrets alone: with a new secret of a client id that may do more, it
 * could get more scopes. A token that may do less than its client adds no secret at all.
 */
export class MerchantAuthenticator {
  private readonly bearers: BearerAuthenticator;

  constructor(verifier: TokenVerifier, snapshots: ClientSnapshotReader, profiles: readonly TokenProfile[]) {
    this.bearers = new BearerAuthenticator(verifier, snapshots, { profiles, accountKind: 'merchant' });
  }

  /** Throws `BearerTokenError`, and `Refusal('unavailable')` without a database. */
  async authenticate(proofs: BearerProofs): Promise<Merchant> {
    const admitted = await this.bearers.authenticate(proofs);
    const { bearer, nowMs } = admitted;
    return { ...bearer, context: contextOf(admitted), nowMs, secretExpiresAtMs: secretEndOf(admitted) };
  }
}

const contextOf = ({ bearer, fingerprint, client }: AuthenticatedBearer): MerchantContext => {
  const tokenIsNarrowed = scopesOf(client).some((scope) => !bearer.token.scopes.includes(scope));
  const mayAll = !tokenIsNarrowed && scopesOf(client).length === client.accountScopes.length;
  return {
    accountId: bearer.accountId,
    clientId: bearer.clientId,
    secretId: bearer.secretId,
    fingerprint,
    onlyClientId: mayAll ? null : bearer.clientId,
    tokenIsNarrowed,
  };
};

const scopesOf = ({ accountScopes, credentialScopes }: SnapshotClient): readonly string[] =>
  accountScopes.filter((scope) => credentialScopes?.includes(scope) ?? true);

const secretEndOf = ({ bearer, client }: AuthenticatedBearer): number | null =>
  client.secrets.find(({ id }) => id === bearer.secretId)?.expiresAtMs ?? null;
