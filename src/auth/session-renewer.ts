import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { Refusal, type RefusalReason } from '../core/refusals/refusal.js';
import type { BearerProofs } from '../core/tokens/bearer.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { Grant, IssuedToken } from '../core/tokens/grant.js';
import { type OperatorSession, secondsLeftOf, sessionOf } from '../core/tokens/operator-session.js';
import { type KnownRevocations, revocationsOf } from '../core/tokens/revocation.js';
import type { VerifiedToken } from '../core/tokens/token-verifier.js';
import type { AuthenticatedClient, ClientAuthenticator } from './client-authenticator.js';
import type { GrantPolicy } from './grant-policy.js';
import { issueDurably } from './issue-durably.js';
import type { OperatorAuthenticator } from './operator-authenticator.js';
import type { SessionTokenSigner } from './session-token-signer.js';

/** `RenewalRequest`: an operator's token, and the certificate of the connection that it came over. */
export interface RenewalRequest {
  readonly proofs: BearerProofs;
  readonly certificate: PresentedCertificate | null;
}

/** `RenewedToken`: the new token, and its session. */
export interface RenewedToken extends IssuedToken {
  readonly session: OperatorSession;
  /** What is left of the session, from the issue of this token on. */
  readonly sessionSecondsLeft: number;
}

/** Operators get their tokens with this contract. */
const contract = 'avista';

/**
 * Exchanges an operator's token for a new one. Its steps are those of `TokenIssuer`, with the token in
 * the place of the secret: the same eligibility, the same grant, and the same record, which also
 * compares the revocations of the token that was exchanged.
 */
export class SessionRenewer {
  constructor(
    private readonly operators: OperatorAuthenticator,
    private readonly clients: ClientAuthenticator,
    private readonly policy: GrantPolicy,
    private readonly tokens: SessionTokenSigner,
    private readonly revocations: KnownRevocations,
  ) {}

  /**
   * Returns a token whose record is committed. Throws `BearerTokenError` when the operator would get
   * none now, and a `Refusal` when that cannot be decided.
   */
  async renew(request: RenewalRequest): Promise<RenewedToken> {
    try {
      return await issueDurably(
        () => this.attempt(request),
        () => this.readAnew(),
      );
    } catch (thrown) {
      throw toBearerTokenError(thrown);
    }
  }

  private async attempt({ proofs, certificate }: RenewalRequest): Promise<RenewedToken | null> {
    const { bearer } = await this.operators.identify(proofs);
    const { source, accountId, clientId, secretId, token } = bearer;
    const client = await this.clients.authenticateByToken({
      ...{ contract, source, clientId, certificate, accountId, secretId },
    });
    const session = sessionOf(token);
    const grant = this.grantOf(client, bearer, session);
    const issued = await this.tokens.sign(
      grant,
      { contract, source },
      {
        session,
        exchangedIssuedAtSeconds: token.issuedAtSeconds,
        revocations: revocationsOf({ ...token, certificateAtIssue: token.boundTo }),
      },
    );
    if (!issued) return null;
    const { scopes, lifetimeSeconds } = grant;
    const sessionSecondsLeft = secondsLeftOf(session, grant.issuedAtSeconds);
    return {
      ...{ id: issued.id, client: client.identity, accessToken: issued.text, scopes, lifetimeSeconds },
      ...{ session, sessionSecondsLeft },
    };
  }

  /** The token gets the scopes of the one that is exchanged, and ends with the session. */
  private grantOf(
    client: AuthenticatedClient,
    { source, token }: { readonly source: BearerProofs['source']; readonly token: VerifiedToken },
    session: OperatorSession,
  ): Grant {
    const wanted = { scopes: token.scopes, typ: 'JWT' } as const;
    const grant = this.policy.decide(client, { contract, source, wanted });
    const secondsLeft = secondsLeftOf(session, grant.issuedAtSeconds);
    if (secondsLeft === 0) throw sessionEnded();
    return { ...grant, session, lifetimeSeconds: Math.min(grant.lifetimeSeconds, secondsLeft) };
  }

  /** A record that was turned down may be that of a token that was revoked since the last read. */
  private async readAnew(): Promise<void> {
    await this.tokens.reloadKeys();
    await this.revocations.refresh();
  }
}

const sessionEnded = (): BearerTokenError =>
  new BearerTokenError('expired_token', 'the sign-in was more than 8 hours ago', {
    hint: 'A session ends 8 hours after the sign-in. Sign in again, with the secret.',
  });

/** Reasons that decide nothing about the operator, as the admin API has them. */
const undecided: Readonly<Partial<Record<RefusalReason, 'overloaded' | 'unavailable' | 'internal'>>> = {
  ...{ changed_meanwhile: 'unavailable', too_slow: 'unavailable', unavailable: 'unavailable' },
  ...{ overloaded: 'overloaded', internal: 'internal' },
};

/** An operator who would get no token has a token that is not valid for this. */
const toBearerTokenError = (thrown: unknown): unknown => {
  if (thrown instanceof BearerTokenError) return thrown;
  const { reason, privateDetail, publicDetail, cause } = Refusal.from(thrown);
  const detail = `${reason}: ${privateDetail}`;
  const stays = undecided[reason];
  return stays
    ? new Refusal(stays, detail, publicDetail, { cause })
    : new BearerTokenError('invalid_token', detail);
};
