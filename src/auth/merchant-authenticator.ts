import type { AccountOwner } from '../core/shared/account-owner.js';
import type { Bearer, BearerProofs } from '../core/tokens/bearer.js';
import type { ClientStatus } from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import type { TokenProfile, TokenVerifier } from '../core/tokens/token-verifier.js';
import { type AdmittedBearer, BearerAuthenticator } from './bearer-authenticator.js';

/** A merchant who may manage his own account, as of this moment. */
export interface Merchant extends Bearer {
  readonly owner: AccountOwner;
  /** When the secret of the token ends; `null`: never. Milliseconds since 1970. */
  readonly secretExpiresAtMs: number | null;
  /** The database's time. */
  readonly nowMs: number;
}

/**
 * Decides whether a token may manage the account that it is of. No scope is asked: scopes say what a token may do at the APIs behind
 * the gateway. But whoever may do less than the account manages his own secrets alone: a new secret of a client id that may do more
 * would be a way to that.
 */
export class MerchantAuthenticator {
  private readonly bearers: BearerAuthenticator;

  constructor(verifier: TokenVerifier, snapshots: ClientSnapshotReader, profiles: readonly TokenProfile[]) {
    this.bearers = new BearerAuthenticator(verifier, snapshots, { profiles, accountKind: 'merchant' });
  }

  /** Throws `TokenRefusal`, and `Refusal('unavailable')` without a database. */
  async authenticate(proofs: BearerProofs): Promise<Merchant> {
    const admitted = await this.bearers.authenticate(proofs);
    const { bearer, nowMs } = admitted;
    return { ...bearer, owner: ownerOf(admitted), nowMs, secretExpiresAtMs: secretEndOf(admitted) };
  }
}

const ownerOf = ({ bearer, fingerprint, client }: AdmittedBearer): AccountOwner => ({
  accountId: bearer.accountId,
  secretId: bearer.secretId,
  fingerprint,
  narrowedTo: mayAll(client) ? null : bearer.clientId,
});

const mayAll = ({ accountScopes, credentialScopes }: ClientStatus): boolean =>
  credentialScopes === null || accountScopes.every((scope) => credentialScopes.includes(scope));

const secretEndOf = ({ bearer, client }: AdmittedBearer): number | null =>
  client.secrets.find(({ id }) => id === bearer.secretId)?.expiresAtMs ?? null;
