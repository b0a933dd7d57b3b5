import type { AccountId, ClientId, TokenId } from '../shared/ids.js';

/**
 * Why a token of the gateway's own, its signature verified, was not accepted at a protected API. The
 * list is closed: a reason without an explanation does not compile.
 */
export const refusedTokenReasons = [
  'token_certificate_missing',
  'token_certificate_differs',
  'token_certificate_untrusted',
  'token_not_bound',
  'token_expired',
  'token_not_yet_valid',
  'token_revoked',
  'token_wrong_audience',
  'token_scope_missing',
] as const;
export type RefusedTokenReason = (typeof refusedTokenReasons)[number];

/** What is known of a refused token. Only a token whose signature was verified is known. */
export interface RefusedToken {
  readonly reason: RefusedTokenReason;
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
}
