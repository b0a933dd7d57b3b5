import type { Refusal, RefusalReason } from '../../core/refusals/refusal.js';
import type { ContractResponse } from '../contract.js';
import { type OauthErrorResponse, oauthErrorResponses, toOauthResponse } from '../oauth-refusals.js';

/**
 * One response for every finding about a user, a password or a refresh token, so that the answers cannot
 * differ.
 */
const badGrant: OauthErrorResponse = {
  status: 400,
  error: 'invalid_grant',
  description: 'The user name, password or refresh token is not accepted',
};

/** The error responses of RFC 6749 section 5.2 for the grants of users. */
const errorResponses = {
  ...oauthErrorResponses,
  unsupported_grant_type: {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'grant_type must be password or refresh_token',
  },
  unsupported_media_type: {
    status: 400,
    error: 'invalid_request',
    description: 'Content-Type must be application/x-www-form-urlencoded',
  },
  // The client id is public, so the answer may say that it is wrong: its owner read documentation
  // other than this realm's.
  unknown_client: {
    status: 400,
    error: 'invalid_client',
    description: 'client_id is not the public client of this realm',
  },
  unknown_user: badGrant,
  wrong_password: badGrant,
  user_disabled: badGrant,
  refresh_token_unknown: badGrant,
  refresh_token_expired: badGrant,
  refresh_token_revoked: badGrant,
  refresh_token_reused: badGrant,
  account_suspended: badGrant,
  wrong_listener: badGrant,
  network_not_allowed: badGrant,
  certificate_required: badGrant,
  certificate_untrusted: badGrant,
  certificate_not_in_handshake: badGrant,
  certificate_not_linked: badGrant,
  certificate_revoked: badGrant,
  certificate_not_yet_valid: badGrant,
  certificate_expired: badGrant,
  certificate_weak_key: badGrant,
  certificate_wrong_usage: badGrant,
  certificate_tax_id_differs: badGrant,
  scope_not_allowed: {
    status: 400,
    error: 'invalid_scope',
    description: 'This user may not have this scope',
  },
} as const satisfies Record<RefusalReason, OauthErrorResponse>;

/**
 * Without a challenge, whatever `Authorization` was sent: the client is public and does not
 * authenticate.
 */
export const toRealmRefusalResponse = (refusal: Refusal): ContractResponse =>
  toOauthResponse(errorResponses[refusal.reason], refusal, null);
