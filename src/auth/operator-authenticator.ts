import { type OperatorScope, operatorScopes, type RequiredScope } from '../core/accounts/account.js';
import { signingAlgorithms } from '../core/keys/signing-key.js';
import type { Bearer, BearerProofs } from '../core/tokens/bearer.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { SnapshotClient } from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import type { TokenVerifier, VerifiedToken } from '../core/tokens/token-verifier.js';
import { type AuthenticatedBearer, BearerAuthenticator } from './bearer-authenticator.js';

/** `Operator`: an operator who may manage at this moment. */
export type Operator = Bearer;

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
    beforeRefusal: (operator: Operator, why: string) => Promise<void>,
  ): Promise<Operator> {
    const { bearer, client } = await this.identify(proofs);
    if (isGranted(needs, bearer.token, client)) return bearer;
    const why = needs === 'any' ? 'it has no scope of operators' : `it lacks the scope ${needs}`;
    await beforeRefusal(bearer, why);
    throw new BearerTokenError('insufficient_scope', why, { scope: scopesFor(needs).join(' ') });
  }
}

/** Returns the scopes of which the token needs one. */
const scopesFor = (needs: RequiredScope): readonly OperatorScope[] =>
  needs === 'any' ? operatorScopes : [needs];

const isGranted = (needs: RequiredScope, token: VerifiedToken, client: SnapshotClient): boolean =>
  scopesFor(needs).some(
    (scope) =>
      token.scopes.includes(scope) &&
      client.accountScopes.includes(scope) &&
      (client.credentialScopes?.includes(scope) ?? true),
  );
