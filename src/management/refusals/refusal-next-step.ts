import type { RefusalReason } from '../../core/refusals/refusal.js';
import type { RefusedTokenReason } from '../../core/refusals/refused-token.js';

/**
 * What an operator should look at before changing anything: the account or the certificate of the
 * refusal. The steps only read: attackers cause refusals too, and a command that is pasted without
 * thinking must not grant them anything.
 */
export type RefusalNextStep =
  'accounts' | 'account' | 'credentials' | 'secrets' | 'certificates' | 'certificate' | 'users';

/**
 * The table is total: a missing reason does not compile. `null`: no stored data would tell more.
 */
export const refusalNextStep = {
  malformed_request: null,
  client_authentication_missing: null,
  unsupported_grant_type: null,
  certificate_missing: null,
  certificate_malformed: null,
  payload_too_large: null,
  unsupported_media_type: null,
  not_found: null,
  method_not_allowed: null,
  not_from_proxy: null,
  unknown_client: 'accounts',
  wrong_secret: 'secrets',
  secret_expired: 'secrets',
  client_key_not_registered: 'secrets',
  certificate_subject_differs: 'secrets',
  assertion_invalid: 'secrets',
  assertion_replayed: null,
  client_keys_unavailable: 'secrets',
  credential_revoked: 'credentials',
  credential_expired: 'credentials',
  contract_not_allowed: 'credentials',
  account_suspended: 'account',
  wrong_listener: 'account',
  network_not_allowed: 'account',
  certificate_required: 'certificates',
  certificate_untrusted: null,
  certificate_not_in_handshake: 'credentials',
  certificate_not_linked: 'certificates',
  certificate_revoked: 'certificate',
  certificate_not_yet_valid: 'certificate',
  certificate_expired: 'certificate',
  certificate_weak_key: 'certificate',
  certificate_wrong_usage: 'certificate',
  certificate_tax_id_differs: 'certificate',
  scope_not_allowed: 'credentials',
  token_budget_spent: 'account',
  unknown_user: 'accounts',
  wrong_password: 'users',
  user_disabled: 'users',
  refresh_token_unknown: null,
  refresh_token_expired: 'users',
  refresh_token_revoked: 'users',
  refresh_token_reused: 'users',
  changed_meanwhile: null,
  overloaded: null,
  too_slow: null,
  unavailable: null,
  internal: null,
} as const satisfies Record<RefusalReason, RefusalNextStep | null>;

/** The same for a token that was refused at a protected API. */
export const refusedTokenNextStep = {
  token_certificate_missing: 'certificates',
  token_certificate_differs: 'certificates',
  token_certificate_untrusted: null,
  token_not_bound: null,
  token_expired: null,
  token_not_yet_valid: null,
  token_revoked: 'account',
  token_wrong_audience: null,
  token_scope_missing: 'credentials',
} as const satisfies Record<RefusedTokenReason, RefusalNextStep | null>;
