import { Refusal } from '../core/refusals/refusal.js';
import type { AssertionIssuanceRecorder } from '../core/tokens/assertion-issuance-recorder.js';
import { claimsFor, serializedClaims } from '../core/tokens/claims.js';
import type { Grant, IssuedToken } from '../core/tokens/grant.js';
import type { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { RegisteredKeyTokenRequest } from '../core/tokens/token-request.js';
import type { TokenSigner } from '../core/tokens/token-signer.js';
import type { ClientAuthenticator } from './client-authenticator.js';
import type { GrantPolicy } from './grant-policy.js';
import { issueDurably } from './issue-durably.js';

/** `IssuanceRecorders`: where a token is recorded, with the assertion that it used up or without one. */
export interface IssuanceRecorders {
  readonly plain: IssuanceRecorder;
  readonly withAssertion: AssertionIssuanceRecorder;
}

/**
 * The token request pipeline of clients that prove a key. Its steps are those of `TokenIssuer`, but for
 * what is remembered: every request reads the client anew.
 */
export class RegisteredKeyTokenIssuer {
  constructor(
    private readonly clients: ClientAuthenticator,
    private readonly policy: GrantPolicy,
    private readonly tokenIds: TokenIdGenerator,
    private readonly signer: TokenSigner,
    private readonly issuances: IssuanceRecorders,
  ) {}

  /**
   * Turns a request into a token whose record is committed, or throws the `Refusal` that says why
   * not.
   */
  async issue(request: RegisteredKeyTokenRequest): Promise<IssuedToken> {
    try {
      return await issueDurably(
        () => this.attempt(request),
        () => this.signer.reloadKeys(),
      );
    } catch (reason) {
      const certificate = request.certificate?.info ?? null;
      throw Refusal.from(reason).concerning({ clientId: request.clientId, certificate });
    }
  }

  private async attempt(request: RegisteredKeyTokenRequest): Promise<IssuedToken | null> {
    const client = await this.clients.authenticateByRegisteredKey(request);
    const grant = this.policy.decide(client, request);
    const id = this.tokenIds.generate(client.identity.nowMs);
    const { text, kid } = await this.signer.sign(serializedClaims(claimsFor(grant, id)), grant.kind);
    const recorded = await this.record({ id, kid }, grant, request);
    const { scopes, lifetimeSeconds } = grant;
    return recorded ? { id, client: client.identity, accessToken: text, scopes, lifetimeSeconds } : null;
  }

  private async record(
    token: Parameters<IssuanceRecorder['record']>[0],
    grant: Grant,
    request: RegisteredKeyTokenRequest,
  ): Promise<boolean> {
    const { assertion, problemIfRefused } = request;
    if (!assertion) return this.issuances.plain.record(token, grant, request);
    const outcome = await this.issuances.withAssertion.record(token, grant, request, assertion);
    if (outcome === 'replayed')
      throw new Refusal('assertion_replayed', `the jti ${assertion.id} was used before`, problemIfRefused);
    return outcome === 'recorded';
  }
}
