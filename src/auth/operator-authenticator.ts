import { rolesWith } from '../core/accounts/operator-role.js';
import {
  allowsScope,
  type OperatorScope,
  operatorScopes,
  type RequiredScope,
} from '../core/accounts/operator-scope.js';
import { signingAlgorithms } from '../core/keys/signing-key.js';
import type { Fingerprint } from '../core/shared/ids.js';
import type { Bearer, BearerProofs } from '../core/tokens/bearer.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { SnapshotClient } from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import type { TokenVerifier, VerifiedToken } from '../core/tokens/token-verifier.js';
import { type AuthenticatedBearer, BearerAuthenticator } from './bearer-authenticator.js';

/** `Operator`: an operator who may manage at this moment. */
export interface Operator extends Bearer {
  /** Whether they may change operators: only administrators may. */
  readonly managesOperators: boolean;
  /** Whether they may change accounts that may introspect the tokens of all merchants. */
  readonly managesResourceServers: boolean;
  /** Those that the token, its account and its credential have. */
  readonly scopes: readonly OperatorScope[];
  /** The certificate of the connection. */
  readonly certificateFingerprint: Fingerprint;
  /**
   * Reads everything anew. Throws `BearerTokenError` when the token is not accepted any more, or has lost a scope since,
   * and `Refusal('unavailable')` without a database.
   */
  readonly assertStillAllowed: () => Promise<void>;
}

/**
 * Decides whether a token may manage all accounts: it must be an operator's and have the required
 * scope.
 */
export class OperatorAuthenticator {
  private readonly bearers: BearerAuthenticator;

  constructor(verifier: TokenVerifier, snapshots: ClientSnapshotReader, audience: string) {
    const profiles = signingAlgorithms.map((algorithm) => ({ algorithm, typ: 'JWT', audience }) as const);
    this.bearers = new BearerAuthenticator(verifier, snapshots, { profiles, accountKind: 'operator' });
  }

  /** Says whose token it is, whatever its scopes. Throws as `authenticate` does. */
  identify(proofs: BearerProofs): Promise<AuthenticatedBearer> {
    return this.bearers.authenticate(proofs);
  }

  /**
   * Throws `BearerTokenError`, and `Refusal('unavailable')` without a database. `beforeRefusal`
   * receives the operator who lacks the scope, whom the caller does not see otherwise.
   */
  async authenticate(
    proofs: BearerProofs,
    needs: RequiredScope,
    beforeRefusal: (operator: Bearer, why: string) => Promise<void>,
  ): Promise<Operator> {
    const { bearer, client, fingerprint: certificate } = await this.identify(proofs);
    if (isGranted(needs, bearer.token, client)) {
      const scopes = operatorScopes.filter((scope) => isGranted(scope, bearer.token, client));
      return {
        ...{ ...bearer, scopes, certificateFingerprint: certificate },
        assertStillAllowed: () => this.assertStillAllowed(proofs, scopes),
        managesOperators: scopes.includes('admin:write'),
        managesResourceServers: scopes.includes('access:write'),
      };
    }
    const why = needs === 'any' ? 'it has no scope of operators' : `it lacks the scope ${needs}`;
    await beforeRefusal(bearer, why);
    throw new BearerTokenError('insufficient_scope', why, publicDetailOf(needs));
  }

  private async assertStillAllowed(proofs: BearerProofs, had: readonly OperatorScope[]): Promise<void> {
    const { bearer, client } = await this.identify(proofs);
    const lost = had.find((scope) => !isGranted(scope, bearer.token, client));
    if (lost === undefined) return;
    throw new BearerTokenError('insufficient_scope', `it lost the scope ${lost}`, publicDetailOf(lost));
  }
}

const publicDetailOf = (needs: RequiredScope): BearerTokenError['publicDetail'] => {
  const scope = scopesFor(needs).join(' ');
  if (needs === 'any') return { scope, hint: `Required: one of the scopes ${scope}.` };
  return { scope, hint: `Required scope: ${scope}. Roles with it: ${rolesWith(needs).join(', ')}.` };
};

/** Returns the scopes of which the token needs one. */
const scopesFor = (needs: RequiredScope): readonly OperatorScope[] =>
  needs === 'any' ? operatorScopes : [needs];

const isGranted = (needs: RequiredScope, token: VerifiedToken, client: SnapshotClient): boolean =>
  scopesFor(needs).some(
    (scope) =>
      allowsScope(token.scopes, scope) &&
      allowsScope(client.accountScopes, scope) &&
      allowsScope(client.credentialScopes ?? client.accountScopes, scope),
  );
