import type { ContractName } from '../core/credentials/credential.js';
import type { SigningAlgorithm } from '../core/keys/signing-key.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { ContractClaims } from '../core/tokens/contract-claims.js';
import type { ClientIdentity, Grant } from '../core/tokens/grant.js';
import type { TokenRequest, WantedGrant } from '../core/tokens/token-request.js';
import type { TokenKind, TokenProfile } from '../core/tokens/token-verifier.js';
import type { AuthenticatedClient } from './client-authenticator.js';
import { narrowScopes } from './narrow-scopes.js';

/** What the tokens of one contract are: contracts.md section 8. */
export interface ContractTerms {
  readonly algorithm: SigningAlgorithm;
  /** All that the contract may be configured to; those of before a change are good until they end. */
  readonly algorithms: readonly SigningAlgorithm[];
  readonly typs: readonly TokenKind['typ'][];
  readonly audience: string;
  readonly lifetimeSeconds: number;
  /** What the contract's tokens say of a client, beside the registered claims. */
  readonly claims: (client: ClientIdentity) => ContractClaims;
}

/** What most contracts say of a client. */
export const accountAndClient = ({ accountId, clientId }: ClientIdentity): ContractClaims => ({
  sub: accountId,
  client_id: clientId,
});

/** Every sort of token that a contract may give. */
export const profilesOf = ({ algorithms, typs, audience }: ContractTerms): TokenProfile[] =>
  algorithms.flatMap((algorithm) => typs.map((typ) => ({ algorithm, typ, audience })));

/** What the operator configured about tokens. */
export interface TokenTerms {
  readonly issuer: string;
  readonly adminAudience: string;
  readonly adminLifetimeSeconds: number;
  /** Of the contracts that are on. */
  readonly contracts: Readonly<Partial<Record<ContractName, ContractTerms>>>;
}

/** Decides what an authenticated client gets. Pure: the same client and request get the same grant. */
export class GrantPolicy {
  constructor(private readonly terms: TokenTerms) {}

  /** Throws `Refusal('scope_not_allowed')` when more is asked than the client may have. */
  decide({ identity: client }: AuthenticatedClient, request: TokenRequest): Grant {
    const { algorithm, audience, lifetimeSeconds, claims } = this.termsOf(request.contract);
    // The listener decides the audience: a token of one kind is never good as another.
    const admin = request.source.listener === 'admin';
    return {
      client,
      kind: { algorithm, typ: request.wanted.typ },
      issuer: this.terms.issuer,
      audience: admin ? this.terms.adminAudience : audience,
      claims: claims(client),
      scopes: narrowed(client, request.wanted),
      issuedAtSeconds: Math.floor(client.nowMs / 1000),
      lifetimeSeconds: admin ? this.terms.adminLifetimeSeconds : lifetimeSeconds,
    };
  }

  private termsOf(contract: ContractName): ContractTerms {
    const terms = this.terms.contracts[contract];
    if (!terms) throw new Refusal('internal', `the contract ${contract} has no terms`);
    return terms;
  }
}

/** A credential narrows what its account may, what is asked narrows that, and neither widens it. */
const narrowed = (
  { accountScopes, credentialScopes }: ClientIdentity,
  { scopes }: WantedGrant,
): readonly string[] => {
  const allowed = accountScopes.filter((scope) => !credentialScopes || credentialScopes.includes(scope));
  return narrowScopes(allowed, scopes, 'client');
};
