import type { ClientIdentity, Grant } from '../core/grant.js';
import type { TokenRequest } from '../core/token-request.js';
import type { AuthenticatedClient } from './authenticate-client.js';

/** What the operator configured about the tokens of one contract. */
export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly adminAudience: string;
  readonly lifetimeSeconds: number;
  readonly adminLifetimeSeconds: number;
}

/** Decides what an authenticated client gets. Pure: the same client and request get the same grant. */
export class GrantPolicy {
  constructor(private readonly terms: TokenTerms) {}

  decide({ identity: client }: AuthenticatedClient, request: TokenRequest): Grant {
    // The door decides the audience: a token of one kind is never good as another.
    const admin = request.origin.door === 'admin';
    return {
      client,
      issuer: this.terms.issuer,
      audience: admin ? this.terms.adminAudience : this.terms.audience,
      scopes: narrowed(client),
      issuedAtSeconds: Math.floor(client.nowMs / 1000),
      lifetimeSeconds: admin ? this.terms.adminLifetimeSeconds : this.terms.lifetimeSeconds,
    };
  }
}

/** A credential narrows what its account may, and never widens it. */
const narrowed = ({ accountScopes, credentialScopes }: ClientIdentity): string[] =>
  accountScopes.filter((scope) => !credentialScopes || credentialScopes.includes(scope));
