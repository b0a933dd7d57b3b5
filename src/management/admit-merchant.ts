import type { ClientAuthority } from '../core/authority.js';
import type { Fingerprint } from '../core/ids.js';
import type { Owner } from '../core/own-account.js';
import type { AuthorityStore } from '../core/ports.js';
import { TokenRefusal } from '../core/token-refusal.js';
import type { TokenSort, TokenVerifier } from '../core/token-verifier.js';
import { AdmitBearer, type AdmittedBearer, type Bearer, type BearerProofs } from './admit-bearer.js';

/** A merchant who may manage his own account, as of this moment. */
export interface Merchant extends Bearer {
  readonly owner: Owner;
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
export class AdmitMerchant {
  private readonly bearers: AdmitBearer;

  constructor(verifier: TokenVerifier, authorities: AuthorityStore, sorts: readonly TokenSort[]) {
    this.bearers = new AdmitBearer(verifier, authorities, { sorts, accountKind: 'merchant' });
  }

  /** Throws `TokenRefusal`, and `Refusal('unavailable')` without a database. */
  async run(proofs: BearerProofs): Promise<Merchant> {
    const admitted = await this.bearers.run(proofs);
    const { bearer, nowMs } = admitted;
    const owner = { ...standingOf(admitted), fingerprint: provenOf(proofs) };
    return { ...bearer, owner, nowMs, secretExpiresAtMs: secretEndOf(admitted) };
  }
}

const standingOf = ({ bearer, client }: AdmittedBearer): Omit<Owner, 'fingerprint'> => ({
  accountId: bearer.accountId,
  secretId: bearer.secretId,
  narrowedTo: mayAll(client) ? null : bearer.clientId,
});

const mayAll = ({ accountScopes, credentialScopes }: ClientAuthority): boolean =>
  credentialScopes === null || accountScopes.every((scope) => credentialScopes.includes(scope));

const provenOf = ({ certificate }: BearerProofs): Fingerprint => {
  // A bound token has passed, so there is one: the binding was compared with it.
  if (certificate === null) throw new TokenRefusal('invalid_token', 'no certificate was proved');
  return certificate;
};

const secretEndOf = ({ bearer, client }: AdmittedBearer): number | null =>
  client.secrets.find(({ id }) => id === bearer.secretId)?.expiresAtMs ?? null;
