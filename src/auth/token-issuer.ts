import { Refusal } from '../core/refusals/refusal.js';
import { claimsFor } from '../core/tokens/claims.js';
import type { IssuedToken } from '../core/tokens/grant.js';
import type { IssuanceLog } from '../core/tokens/issuance-log.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenRequest } from '../core/tokens/token-request.js';
import type { TokenSigner } from '../core/tokens/token-signer.js';
import type { ClientAuthenticator } from './client-authenticator.js';
import type { GrantPolicy } from './grant-policy.js';
import { issueDurably } from './issue-durably.js';

/**
 * The token request pipeline: the steps of every token request in every contract. It owns the order
 * of the steps and nothing else; it must never know a wire format, a table or an algorithm.
 */
export class TokenIssuer {
  constructor(
    private readonly clients: ClientAuthenticator,
    private readonly policy: GrantPolicy,
    private readonly tokenIds: TokenIdGenerator,
    private readonly signer: TokenSigner,
    private readonly issuances: IssuanceLog,
  ) {}

  /**
   * Turns a request into a token whose record is committed, or throws the `Refusal` that says why
   * not.
   */
  async issue(request: TokenRequest): Promise<IssuedToken> {
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

  private async attempt(request: TokenRequest): Promise<IssuedToken | null> {
    const client = await this.clients.authenticate(request);
    const grant = this.policy.decide(client, request);
    const id = this.tokenIds.generate(client.identity.nowMs);
    const { text, kid } = await this.signer.sign(claimsFor(grant, id), grant.kind);
    const recorded = await this.issuances.record({ id, kid }, grant, request); // no record, no token
    const { scopes, lifetimeSeconds } = grant;
    const { identity } = client;
    return recorded ? { id, client: identity, accessToken: text, scopes, lifetimeSeconds } : null;
  }
}
