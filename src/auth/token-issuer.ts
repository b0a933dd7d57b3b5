import { Refusal } from '../core/refusals/refusal.js';
import { claimsFor, serializedClaims } from '../core/tokens/claims.js';
import type { ClientCache } from '../core/tokens/client-cache.js';
import type { Grant, IssuedToken } from '../core/tokens/grant.js';
import type { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenRequest } from '../core/tokens/token-request.js';
import type { TokenSigner } from '../core/tokens/token-signer.js';
import { type AuthenticatedClient, type ClientAuthenticator, queryOf } from './client-authenticator.js';
import type { GrantPolicy } from './grant-policy.js';
import { issueDurably, nullIfWorthAnother } from './issue-durably.js';

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
    private readonly issuances: IssuanceRecorder,
    private readonly cache: ClientCache,
  ) {}

  /**
   * Turns a request into a token whose record is committed, or throws the `Refusal` that says why
   * not.
   */
  async issue(request: TokenRequest): Promise<IssuedToken> {
    try {
      const issued = await this.attemptFromCache(request);
      if (issued) return issued;
      return await issueDurably(
        () => this.attempt(request),
        () => this.signer.reloadKeys(),
      );
    } catch (reason) {
      const refusal = Refusal.from(reason);
      const certificate = request.certificate?.info ?? null;
      throw refusal.concerning({ ...refusal.subject, clientId: request.clientId, certificate });
    }
  }

  /**
   * Signs on what this process has cached, and lets the record decide. Whatever is not clearly valid,
   * or what the record turned down, resolves to `null`: nothing is refused from the cache.
   *
   * The fast path has looked already, and is repeated for one sort of request: a certificate or
   * secret in its last 30 days leaves that path for its expiry header, and would cost a read as well.
   */
  private async attemptFromCache(request: TokenRequest): Promise<IssuedToken | null> {
    const cached = this.cache.find(queryOf(request));
    const client = this.clients.authenticateFromCache(request, cached?.snapshot ?? null);
    const grant = client && this.policy.decideIfAllowed(client, request);
    if (!cached || !grant) return null;
    const issued = await this.signAndRecord(client, grant, request).catch(nullIfWorthAnother);
    if (issued) this.cache.touch(cached.client);
    else this.cache.drop(cached.client);
    return issued;
  }

  private async attempt(request: TokenRequest): Promise<IssuedToken | null> {
    const client = await this.clients.authenticate(request);
    const issued = await this.signAndRecord(client, this.policy.decide(client, request), request);
    if (issued) this.cache.store(queryOf(request), client.snapshot);
    return issued;
  }

  private async signAndRecord(
    client: AuthenticatedClient,
    grant: Grant,
    request: TokenRequest,
  ): Promise<IssuedToken | null> {
    const id = this.tokenIds.generate(client.identity.nowMs);
    const { text, kid } = await this.signer.sign(serializedClaims(claimsFor(grant, id)), grant.kind);
    const recorded = await this.issuances.record({ id, kid }, grant, request); // no record, no token
    const { scopes, lifetimeSeconds } = grant;
    const { identity } = client;
    return recorded ? { id, client: identity, accessToken: text, scopes, lifetimeSeconds } : null;
  }
}
