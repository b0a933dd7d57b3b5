import type { UserGrant } from '../core/realm/user-grant.js';
import type { RefreshTokenSettings } from '../core/realm/user-issuance-recorder.js';
import type { UserTokenRequest } from '../core/realm/user-token-request.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { FamilyId } from '../core/shared/ids.js';
import type { TokenBudget } from '../core/tokens/token-budget.js';
import type { TokenSettings } from './grant-policy.js';
import { narrowScopes } from './narrow-scopes.js';
import type { AuthenticatedUser } from './user-authenticator.js';

/** `RealmTokenSettings`: what the operator configured about users. */
export interface RealmTokenSettings extends RefreshTokenSettings {
  /** The public client to which users' tokens are issued. */
  readonly clientId: string;
}

/**
 * Decides what a user gets: the same user and request get the same grant, or none because the account's
 * budget of tokens is spent.
 */
export class UserGrantPolicy {
  constructor(
    private readonly settings: Pick<TokenSettings, 'issuer' | 'contracts'>,
    readonly realm: RealmTokenSettings,
    private readonly budget: TokenBudget,
  ) {}

  /**
   * `familyId` names the login that the grant begins or continues. Throws
   * `Refusal('scope_not_allowed')` when the request asks for more than the user may have, and
   * `Refusal('token_budget_spent')` when the user's account had too many tokens.
   */
  decide({ identity: user }: AuthenticatedUser, request: UserTokenRequest, familyId: FamilyId): UserGrant {
    const settings = this.settings.contracts.realm;
    if (!settings) throw new Refusal('internal', 'the contract realm has no settings');
    const { algorithm, audience, lifetimeSeconds } = settings;
    const issuedAtSeconds = Math.floor(user.nowMs / 1000);
    const { clientId, familySeconds } = this.realm;
    const scopes = narrowScopes(user.scopes, request.scopes, 'user');
    this.budget.take(user.accountId);
    return {
      user,
      familyId,
      clientId,
      kind: { algorithm, typ: 'at+jwt' },
      issuer: this.settings.issuer,
      audience,
      scopes,
      issuedAtSeconds,
      lifetimeSeconds,
      familyExpiresAtMs: user.family?.expiresAtMs ?? (issuedAtSeconds + familySeconds) * 1000,
    };
  }
}
