import type { Refusal, RefusalReason } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import { type DocumentationLinks, noLinks } from '../../core/shared/documentation-links.js';
import { retryLater } from '../../http/retry-later.js';
import type { ContractResponse } from '../contract.js';

/**
 * `Row`: what a client reads. `message` is used unless the refusal brings its own list of problems.
 */
interface Row {
  readonly status: number;
  readonly error: string;
  readonly code: string;
  readonly message: string;
  /** The hint of every refusal of this row: what a refusal brings itself is not sent. */
  readonly hint?: string;
}

const badRequest = { status: 400, error: 'Bad Request' } as const;
const malformed: Row = { ...badRequest, code: 'malformed_request', message: 'body must be a JSON object' };
/**
 * One row for every "you are not allowed a token", so that the answers cannot differ. Its hint leads
 * to the cause without a word of it.
 */
const notAllowed: Row = {
  status: 401,
  error: 'Unauthorized',
  code: 'unauthorized',
  message: 'Invalid credentials or certificate',
  hint:
    'To check the certificate, call GET /api/auth/whoami with it over mutual TLS. To find the cause, call ' +
    'GET /api/auth/refusals/{requestId} with it. If neither helps, send the requestId to the operator of the gateway.',
};
const tryLater: Row = {
  status: 503,
  error: 'Service Unavailable',
  code: 'unavailable',
  message: 'The service cannot answer now. Try again after the number of seconds in Retry-After.',
};
const missing: Row = {
  ...badRequest,
  code: 'certificate_missing',
  message:
    'client certificate is missing: present it in the TLS handshake, or in X-SSL-Client-Cert where that is enabled',
};

/**
 * The answers of the contract avista (published documents 000 and 001), and of every path that belongs to no
 * contract.
 */
const rows = {
  malformed_request: malformed,
  // For contracts in which a client can choose grants and scopes; here it cannot.
  client_authentication_missing: malformed,
  unsupported_grant_type: malformed,
  scope_not_allowed: malformed,
  certificate_missing: missing,
  certificate_malformed: {
    ...badRequest,
    code: 'certificate_malformed',
    message: 'Invalid client certificate format. Expected PEM-encoded X.509 certificate.',
  },
  payload_too_large: {
    status: 413,
    error: 'Payload Too Large',
    code: 'payload_too_large',
    message: 'body must not exceed 16 kB',
  },
  unsupported_media_type: {
    status: 415,
    error: 'Unsupported Media Type',
    code: 'unsupported_media_type',
    message: 'Content-Type must be application/json',
  },
  not_found: { status: 404, error: 'Not Found', code: 'not_found', message: 'No such endpoint' },
  method_not_allowed: {
    status: 405,
    error: 'Method Not Allowed',
    code: 'method_not_allowed',
    message: 'This method is not allowed here. The header Allow names the methods.',
  },
  not_from_proxy: {
    status: 403,
    error: 'Forbidden',
    code: 'not_from_proxy',
    message: 'Direct access is not allowed. Use the public address of the gateway.',
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
  contract_not_allowed: notAllowed,
  account_suspended: notAllowed,
  wrong_listener: notAllowed,
  network_not_allowed: notAllowed,
  certificate_required: missing,
  certificate_untrusted: notAllowed,
  certificate_not_in_handshake: notAllowed,
  certificate_not_linked: notAllowed,
  certificate_revoked: notAllowed,
  certificate_not_yet_valid: notAllowed,
  certificate_expired: notAllowed,
  certificate_weak_key: notAllowed,
  certificate_wrong_usage: notAllowed,
  certificate_tax_id_differs: notAllowed,
  // For users, whom this contract does not have.
  unknown_user: notAllowed,
  wrong_password: notAllowed,
  user_disabled: notAllowed,
  refresh_token_unknown: notAllowed,
  refresh_token_expired: notAllowed,
  refresh_token_revoked: notAllowed,
  refresh_token_reused: notAllowed,
  token_budget_spent: {
    status: 429,
    error: 'Too Many Requests',
    code: 'too_many_tokens',
    message: 'Too many tokens for this account. Try again after the number of seconds in Retry-After.',
  },
  changed_meanwhile: tryLater,
  overloaded: tryLater,
  too_slow: tryLater,
  unavailable: tryLater,
  internal: {
    status: 500,
    error: 'Internal Server Error',
    code: 'internal',
    message: 'Internal error of the gateway. Quote the request id to its operator.',
  },
} satisfies Record<RefusalReason, Row>;

/**
 * The body of the contract: statusCode, error, message, code, requestId, and a hint where one is
 * known.
 */
export const toAvistaRefusalResponse = (
  refusal: Refusal,
  requestId: string,
  _scheme: string | null = null,
  links: DocumentationLinks = noLinks,
): ContractResponse => {
  const row: Row = rows[refusal.reason];
  const { problems, allow, retryAfterSeconds = congestionRetrySeconds } = refusal.publicDetail;
  const hint =
    row.hint === undefined ? refusal.publicDetail.hint : withLink(row.hint, links.ofError(row.code));
  const { status, error, code } = row;
  return {
    status,
    headers: {
      ...(allow && { Allow: allow.join(', ') }),
      ...retryLater(status, retryAfterSeconds),
    },
    body: {
      statusCode: status,
      error,
      message: messageOf(row, problems),
      code,
      requestId,
      ...(hint && { hint }),
    },
  };
};

/** The same words as in nginx/errors.conf.template, which answers some 401 by itself. */
const withLink = (hint: string, link: string | null): string =>
  link === null ? hint : `${hint} See ${link}`;

/** A 400 about fields is a list, one entry per problem; everything else is one sentence. */
const messageOf = (row: Row, problems: readonly string[] | undefined): string | readonly string[] => {
  if (row.code === 'malformed_request') return problems ?? [row.message];
  return problems?.[0] ?? row.message;
};
