import type { ContractName } from '../core/credentials/credential.js';
import type { SigningAlgorithm } from '../core/keys/signing-key.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { ContractClaims } from '../core/tokens/contract-claims.js';
import type { ClaimsSource, ClientIdentity, Grant } from '../core/tokens/grant.js';
import type { TokenBudget } from '../core/tokens/token-budget.js';
import type { RequestedGrant, TokenRequest } from '../core/tokens/token-request.js';
import type { TokenKind, TokenProfile } from '../core/tokens/token-verifier.js';
import type { AuthenticatedClient } from './client-authenticator.js';
import { narrowScopes } from './narrow-scopes.js';

/** `ContractSettings`: what the tokens of one contract are; see docs/reference/contracts/README.md. */
export interface ContractSettings {
  readonly algorithm: SigningAlgorithm;
  /**
   * All algorithms that the contract may be configured to use; tokens issued before a change stay
   * valid until they expire.
   */
  readonly algorithms: readonly SigningAlgorithm[];
  readonly typs: readonly TokenKind['typ'][];
  readonly audience: string;
  readonly lifetimeSeconds: number;
  /** The claims about a client in the contract's tokens, besides the registered claims. */
  readonly claims: (client: ClaimsSource) => ContractClaims;
}

/** The claims about a client in most contracts. */
export const defaultClaims = ({ accountId, clientId }: ClaimsSource): ContractClaims => ({
  sub: accountId,
  client_id: clientId,
});

/** Returns every token profile that a contract may issue. */
export const profilesOf = ({ algorithms, typs, audience }: ContractSettings): TokenProfile[] =>
  algorithms.flatMap((algorithm) => typs.map((typ) => ({ algorithm, typ, audience })));

/** `TokenSettings`: what the operator configured about tokens. */
export interface TokenSettings {
  readonly issuer: string;
  readonly adminAudience: string;
  readonly adminLifetimeSeconds: number;
  /** Of the enabled contracts. */
  readonly contracts: Readonly<Partial<Record<ContractName, ContractSettings>>>;
}

/** What the decision needs of a request, however its client authenticated. */
type GrantRequest = Pick<TokenRequest, 'contract' | 'source' | 'wanted'>;

/**
 * Decides what an authenticated client gets: the same client and request get the same grant, or none
 * because the account's budget of tokens is spent.
 */
export class GrantPolicy {
  constructor(
    private readonly settings: TokenSettings,
    private readonly budget: TokenBudget,
  ) {}

  /**
   * Throws `Refusal('scope_not_allowed')` when the request asks for more than the client may have, and
   * `Refusal('token_budget_spent')` when its account had too many tokens. Operators have no budget, so
   * that they can revoke at any time.
   */
  decide({ identity: client }: AuthenticatedClient, request: GrantRequest): Grant {
    const { algorithm, audience, lifetimeSeconds, claims } = this.settingsOf(request.contract);
    // The listener decides the audience: a token of one kind is never accepted as another.
    const admin = request.source.listener === 'admin';
    const scopes = narrowForClient(client, request.wanted);
    if (!admin) this.budget.take(client.accountId);
    return {
      client,
      kind: { algorithm, typ: request.wanted.typ },
      issuer: this.settings.issuer,
      audience: admin ? this.settings.adminAudience : audience,
      claims: claims(client),
      scopes,
      issuedAtSeconds: Math.floor(client.nowMs / 1000),
      lifetimeSeconds: admin ? this.settings.adminLifetimeSeconds : lifetimeSeconds,
    };
  }

  /** Returns `null` where `decide` throws. */
  decideIfAllowed(client: AuthenticatedClient, request: GrantRequest): Grant | null {
    try {
      return this.decide(client, request);
    } catch {
      // Whatever it was: the decision on a fresh read says it.
      return null;
    }
  }

  private settingsOf(contract: ContractName): ContractSettings {
    const settings = this.settings.contracts[contract];
    if (!settings) throw new Refusal('internal', `the contract ${contract} has no settings`);
    return settings;
  }
}

/**
 * A credential narrows the scopes of its account, and a request narrows those of the credential.
 * Neither widens them.
 */
const narrowForClient = (
  { accountScopes, credentialScopes }: ClientIdentity,
  { scopes }: RequestedGrant,
): readonly string[] => {
  const allowed = accountScopes.filter((scope) => !credentialScopes || credentialScopes.includes(scope));
  return narrowScopes(allowed, scopes, 'client');
};
