import type { Refusal, RefusalReason } from '../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../core/refusals/retry-after.js';
import { CodedBody } from '../http/accept-forms.js';
import { InvalidJsonBody } from '../http/invalid-json-body.js';
import { retryLater } from '../http/retry-later.js';
import type { ContractResponse } from './contract.js';

/**
 * `OauthErrorResponse`: what a client reads. `description` is used unless the refusal brings its own
 * problems.
 */
export interface OauthErrorResponse {
  readonly status: number;
  /** An error code of RFC 6749 section 5.2, where that defines one. */
  readonly error: string;
  readonly description: string;
}

const invalidRequest = { status: 400, error: 'invalid_request' } as const;

/** One response for every failed client authentication, so that the answers cannot differ. */
const notAllowed: OauthErrorResponse = {
  status: 400,
  error: 'invalid_client',
  description:
    'Client authentication failed: client id, client secret and client certificate do not belong together',
};
const tryLater: OauthErrorResponse = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'The service cannot answer now. Try again after the number of seconds in Retry-After.',
};

/** The error responses of RFC 6749 section 5.2, for every contract that uses them. */
export const oauthErrorResponses = {
  malformed_request: { ...invalidRequest, description: 'The request is malformed' },
  client_authentication_missing: { ...notAllowed, description: 'Client authentication is missing' },
  unsupported_grant_type: {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'grant_type must be client_credentials',
  },
  certificate_missing: { ...invalidRequest, description: 'The client certificate is missing' },
  certificate_malformed: {
    ...invalidRequest,
    description: 'Invalid client certificate format. Expected PEM-encoded X.509 certificate.',
  },
  payload_too_large: { ...invalidRequest, status: 413, description: 'The body must not exceed 16 kB' },
  unsupported_media_type: {
    ...invalidRequest,
    description: 'Content-Type must be application/x-www-form-urlencoded or application/json',
  },
  not_found: { ...invalidRequest, status: 404, description: 'No such endpoint' },
  method_not_allowed: {
    ...invalidRequest,
    status: 405,
    description: 'This method is not allowed here. The header Allow names the methods.',
  },
  not_from_proxy: {
    ...invalidRequest,
    status: 403,
    description: 'Direct access is not allowed. Use the public address of the gateway.',
  },
  unknown_client: notAllowed,
  wrong_secret: notAllowed,
  secret_expired: notAllowed,
  client_key_not_registered: notAllowed,
  certificate_subject_differs: notAllowed,
  assertion_invalid: notAllowed,
  assertion_replayed: notAllowed,
  client_keys_unavailable: notAllowed,
  credential_revoked: notAllowed,
  credential_expired: notAllowed,
  // For users, whom these contracts do not have.
  unknown_user: notAllowed,
  wrong_password: notAllowed,
  user_disabled: notAllowed,
  refresh_token_unknown: notAllowed,
  refresh_token_expired: notAllowed,
  refresh_token_revoked: notAllowed,
  refresh_token_reused: notAllowed,
  // The token request pipeline reports this only when there is no other finding: a client of which
  // every proof was right may know it.
  contract_not_allowed: {
    status: 400,
    error: 'unauthorized_client',
    description: 'This client may not use this contract. Ask the operator of the gateway to allow it.',
  },
  account_suspended: notAllowed,
  wrong_listener: notAllowed,
  network_not_allowed: notAllowed,
  certificate_required: notAllowed,
  certificate_untrusted: notAllowed,
  certificate_not_in_handshake: notAllowed,
  certificate_not_linked: notAllowed,
  certificate_revoked: notAllowed,
  certificate_not_yet_valid: notAllowed,
  certificate_expired: notAllowed,
  certificate_weak_key: notAllowed,
  certificate_wrong_usage: notAllowed,
  certificate_tax_id_differs: notAllowed,
  scope_not_allowed: {
    status: 400,
    error: 'invalid_scope',
    description: 'This client may not have this scope',
  },
  token_budget_spent: {
    ...tryLater,
    status: 429,
    description: 'Too many tokens for this account. Try again after the number of seconds in Retry-After.',
  },
  changed_meanwhile: tryLater,
  overloaded: tryLater,
  too_slow: tryLater,
  unavailable: tryLater,
  internal: {
    status: 500,
    error: 'server_error',
    description: 'Internal error of the gateway. Quote the request id to its operator.',
  },
} as const satisfies Record<RefusalReason, OauthErrorResponse>;

/**
 * Answers as RFC 6749 section 5.2 says, for contracts without error responses of their own. Published document 003 says
 * nothing of errors, and RFC 7009 section 2.2.1 and RFC 7662 section 2.3 use those of the token
 * endpoint.
 */
export const toOauthRefusalResponse = (
  refusal: Refusal,
  _requestId: string,
  scheme: string | null,
): ContractResponse => toOauthResponse(oauthErrorResponses[refusal.reason], refusal, scheme);

const challenge = 'Basic realm="portaria", charset="UTF-8"';

/**
 * Returns `{error, error_description}` of RFC 6749 section 5.2. `scheme` is that of the header
 * `Authorization`; with it, a failed client authentication is a 401 with a challenge, without it a
 * 400.
 */
export const toOauthResponse = (
  response: OauthErrorResponse,
  refusal: Refusal,
  scheme: string | null,
): ContractResponse => {
  const { allow, retryAfterSeconds = congestionRetrySeconds } = refusal.publicDetail;
  const challenged = response.error === 'invalid_client' && scheme !== null;
  const status = challenged ? 401 : response.status;
  return {
    status,
    headers: {
      ...(allow && { Allow: allow.join(', ') }),
      ...(challenged && { 'WWW-Authenticate': challenge }),
      ...retryLater(status, retryAfterSeconds),
    },
    body: { error: response.error, error_description: descriptionOf(response, refusal) },
  };
};

const descriptionOf = (response: OauthErrorResponse, refusal: Refusal): string => {
  const { reason, publicDetail: told, subject } = refusal;
  // This describes the request and not the client: every client that presents no certificate reads
  // it.
  if (response === notAllowed && subject.certificate === null)
    return `${response.description}. No client certificate was presented; most clients need one.`;
  const problems = told.problems?.join('; ');
  if (refusal instanceof InvalidJsonBody) return [problems, told.hint].filter(Boolean).join('. ');
  if (refusal instanceof CodedBody) return problems ?? response.description;
  // The framework's own message mentions only JSON.
  const ownWords = reason !== 'unsupported_media_type' && reason !== 'method_not_allowed';
  return (ownWords ? problems : undefined) ?? response.description;
};
