import type { Refusal, RefusalReason } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import { retryLater } from '../../http/retry-later.js';
import type { ContractResponse } from '../contract.js';
import { failure } from './response.js';

/** `Row`: what a client reads. */
interface Row {
  readonly status: number;
  readonly appStatusCode: string;
  readonly message: string;
}

/** Published document 004. */
const notFound: Row = {
  status: 400,
  appStatusCode: 'ACCT_SA_003',
  message: 'Service account is invalid/not found::[Service account not found in the database]',
};
const wrongSecret: Row = {
  status: 400,
  appStatusCode: 'OAUTH_CLNT_015',
  message: 'Client Password is incorrect::[Invalid Client credential]',
};
const invalid: Row = {
  status: 400,
  appStatusCode: 'ACCT_SA_001',
  message: 'Invalid Request::[Invalid client Id or secret]',
};
const ourFault: Row = { status: 500, appStatusCode: 'avx-common-011', message: 'Error while processing.' };
const tryLater: Row = { ...ourFault, status: 503 };

/**
 * The token request pipeline reports these only after a right secret, except `unknown_client`,
 * `wrong_secret` and what is about the certificate.
 */
const rows: Record<RefusalReason, Row> = {
  malformed_request: invalid,
  client_authentication_missing: invalid,
  unsupported_grant_type: invalid,
  scope_not_allowed: invalid,
  certificate_missing: invalid,
  certificate_malformed: invalid,
  payload_too_large: { ...invalid, status: 413 },
  unsupported_media_type: { ...invalid, status: 415 },
  not_found: { ...invalid, status: 404 },
  method_not_allowed: { ...invalid, status: 405 },
  not_from_proxy: { ...invalid, status: 403 },
  unknown_client: notFound,
  contract_not_allowed: notFound,
  wrong_secret: wrongSecret,
  // To a client that has only an old secret, it is no better than a wrong one.
  secret_expired: wrongSecret,
  // For clients without a secret, whom this contract does not have.
  client_key_not_registered: invalid,
  certificate_subject_differs: invalid,
  assertion_invalid: invalid,
  assertion_replayed: invalid,
  client_keys_unavailable: invalid,
  credential_revoked: invalid,
  credential_expired: invalid,
  account_suspended: invalid,
  wrong_listener: invalid,
  network_not_allowed: invalid,
  certificate_required: invalid,
  certificate_untrusted: invalid,
  certificate_not_in_handshake: invalid,
  certificate_not_linked: invalid,
  certificate_revoked: invalid,
  certificate_not_yet_valid: invalid,
  certificate_expired: invalid,
  certificate_weak_key: invalid,
  certificate_wrong_usage: invalid,
  certificate_tax_id_differs: invalid,
  // For users, whom this contract does not have.
  unknown_user: invalid,
  wrong_password: invalid,
  user_disabled: invalid,
  refresh_token_unknown: invalid,
  refresh_token_expired: invalid,
  refresh_token_revoked: invalid,
  refresh_token_reused: invalid,
  token_budget_spent: { ...tryLater, status: 429 },
  changed_meanwhile: tryLater,
  overloaded: tryLater,
  too_slow: tryLater,
  unavailable: tryLater,
  internal: ourFault,
};

/** The published envelope and codes. */
export const toServiceTokenRefusalResponse = (refusal: Refusal): ContractResponse => {
  const { status, appStatusCode, message } = rowOf(refusal);
  const { allow, retryAfterSeconds = congestionRetrySeconds } = refusal.publicDetail;
  return {
    status,
    headers: {
      ...(allow && { Allow: allow.join(', ') }),
      ...retryLater(status, retryAfterSeconds),
    },
    body: failure(appStatusCode, message),
  };
};

/**
 * A credential that may not use this contract does not exist here, whatever its secret: otherwise
 * an attacker could try secrets of the other contracts' clients here.
 */
const rowOf = ({ reason, alsoAgainst }: Refusal): Row => {
  if (alsoAgainst.includes('contract_not_allowed')) return rows.contract_not_allowed;
  return rows[alsoAgainst.find(isAboutCertificate) ?? reason];
};

/**
 * Without the certificate that the policy demands, the answer does not depend on the secret:
 * otherwise a thief of a secret, who has no certificate, would learn here that it is right.
 */
const isAboutCertificate = (reason: RefusalReason): boolean => reason.startsWith('certificate_');
