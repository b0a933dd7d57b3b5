/** What an operator can do about a rejected request. */
export type Fix =
  | 'addCertificate'
  | 'contracts'
  | 'networks'
  | 'newCredential'
  | 'newSecret'
  | 'reactivate'
  | 'scopes'
  | 'tokens'
  | 'users';

/**
 * The fix of each reason; `null`: it is in the program of the merchant, or in the gateway itself.
 * `test/law/console-words.test.ts` compares the reasons with those of the gateway.
 */
export const fixes: Readonly<Record<string, Fix | null>> = {
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
  unknown_client: null,
  wrong_secret: 'newSecret',
  secret_expired: 'newSecret',
  client_key_not_registered: 'newSecret',
  certificate_subject_differs: 'newSecret',
  assertion_invalid: null,
  assertion_replayed: null,
  client_keys_unavailable: null,
  credential_revoked: 'newCredential',
  credential_expired: 'newCredential',
  contract_not_allowed: 'contracts',
  account_suspended: 'reactivate',
  wrong_listener: null,
  network_not_allowed: 'networks',
  certificate_required: 'addCertificate',
  certificate_untrusted: 'addCertificate',
  certificate_not_in_handshake: 'contracts',
  certificate_not_linked: 'addCertificate',
  certificate_revoked: 'addCertificate',
  certificate_not_yet_valid: null,
  certificate_expired: 'addCertificate',
  certificate_weak_key: 'addCertificate',
  certificate_wrong_usage: 'addCertificate',
  certificate_tax_id_differs: 'addCertificate',
  unknown_user: 'users',
  wrong_password: 'users',
  user_disabled: 'users',
  refresh_token_unknown: null,
  refresh_token_expired: null,
  refresh_token_revoked: 'users',
  refresh_token_reused: 'users',
  changed_meanwhile: null,
  scope_not_allowed: 'scopes',
  token_budget_spent: 'tokens',
  overloaded: null,
  too_slow: null,
  unavailable: null,
  internal: null,
  token_certificate_missing: null,
  token_certificate_differs: null,
  token_certificate_untrusted: 'addCertificate',
  token_not_bound: null,
  token_expired: null,
  token_not_yet_valid: null,
  token_revoked: 'tokens',
  token_wrong_audience: null,
  token_scope_missing: 'scopes',
};

/** The reasons of calls to protected APIs; all others are of token requests. */
export const callReasons: readonly string[] = [
  'token_certificate_missing',
  'token_certificate_differs',
  'token_certificate_untrusted',
  'token_not_bound',
  'token_expired',
  'token_not_yet_valid',
  'token_revoked',
  'token_wrong_audience',
  'token_scope_missing',
];

const tabs = {
  addCertificate: 'certificates',
  contracts: 'credentials',
  networks: 'overview',
  newCredential: 'credentials',
  newSecret: 'credentials',
  reactivate: 'overview',
  scopes: 'overview',
  tokens: 'tokens',
  users: 'users',
} as const satisfies Record<Fix, string>;

/** The tab of the account where an operator sees and mends it. */
export const tabFor = (reason: string): string => {
  const fix = fixes[reason] ?? null;
  return fix === null ? 'overview' : tabs[fix];
};

/** The scope that a call to an API needs, by the detail of its rejection: `GET /balance needs balance:read`. */
export const neededScope = ({
  reason,
  detail,
}: {
  readonly reason: string;
  readonly detail: string;
}): string | null =>
  reason === 'token_scope_missing' ? (/ needs (\S+(?: \S+)*)$/.exec(detail)?.[1] ?? null) : null;
