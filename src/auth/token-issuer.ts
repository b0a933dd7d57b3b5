import { claimsFor } from '../core/claims.js';
import type { IssuedToken } from '../core/grant.js';
import type { IssuanceLog, TokenNamer, TokenSigner } from '../core/ports.js';
import { Refusal } from '../core/refusal.js';
import type { TokenRequest } from '../core/token-request.js';
import type { ClientAuthenticator } from './authenticate-client.js';
import type { GrantPolicy } from './decide-grant.js';

/**
 * The corridor: the line that every token request of every contract takes. It owns the order of the steps and nothing
 * else; it must never know a wire format, a table or an algorithm.
 */
export class TokenIssuer {
  constructor(
    private readonly clients: ClientAuthenticator,
    private readonly policy: GrantPolicy,
    private readonly namer: TokenNamer,
    private readonly signer: TokenSigner,
    private readonly issuances: IssuanceLog,
  ) {}

  /** Turns a request into a token whose record is committed, or throws the `Refusal` that says why not. */
  async issue(request: TokenRequest): Promise<IssuedToken> {
    try {
      const token = (await this.attempt(request)) ?? (await this.attemptAnew(request));
      if (token) return token;
      throw new Refusal(
        'changed_meanwhile',
        'the account, or the signing key, was changed twice while this request was on its way',
      );
    } catch (reason) {
      const certificate = request.certificate?.facts ?? null;
      throw Refusal.from(reason).concerning({ clientId: request.clientId, certificate });
    }
  }

  private async attempt(request: TokenRequest): Promise<IssuedToken | null> {
    const client = await this.clients.authenticate(request);
    const grant = this.policy.decide(client, request);
    const id = this.namer.name(client.identity.nowMs);
    const { text, kid } = await this.signer.sign(claimsFor(grant, id), grant.kind);
    const recorded = await this.issuances.record({ id, kid }, grant, request); // no record, no token
    const { scopes, lifetimeSeconds } = grant;
    const { identity } = client;
    return recorded ? { id, client: identity, accessToken: text, scopes, lifetimeSeconds } : null;
  }

  /**
   * A record that is turned down means that the account was changed since we looked, or that the key was dropped. Looking
   * again at both finds out whether that change was a revocation (refused, with its cause) or harmless (issued): no
   * merchant pays for an edit.
   */
  private async attemptAnew(request: TokenRequest): Promise<IssuedToken | null> {
    await this.signer.renew();
    return this.attempt(request);
  }
}
