import type { Refusal, RefusalReason } from '../../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../../core/refusals/retry-after.js';
import {
  InsufficientScope,
  type ManagementError,
  type ManagementErrorCode,
  RateLimited,
} from '../../core/shared/management-error.js';
import type { BearerTokenError, BearerTokenErrorCode } from '../../core/tokens/bearer-token-error.js';
import { bearerChallenge } from '../bearer-challenge.js';
import type { InvalidJsonBody } from '../invalid-json-body.js';
import { retryLater } from '../retry-later.js';
import type { FieldProblem, InvalidRequest } from './invalid-request.js';

/** An error response of the management APIs, in the form of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

/** The status for every error code of a use case. docs/reference/admin-api.md explains the choice. */
const managementStatus = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  stale: 412,
  reused: 422,
  refused: 422,
  insufficient_scope: 403,
  rate_limited: 429,
  unavailable: 503,
} satisfies Record<ManagementErrorCode, number>;

/**
 * The status and sentence for every refusal code of `src/http/`. Refusal codes for token requests do
 * not occur here, because tokens are requested elsewhere.
 */
const refusalRows = {
  malformed_request: [400, 'The request is malformed.'],
  certificate_missing: [400, 'The client certificate is missing.'],
  certificate_malformed: [400, 'The client certificate is malformed.'],
  payload_too_large: [
    413,
    'The body must not exceed 16 kB, or 1 MB where the document of an API is compared.',
  ],
  unsupported_media_type: [
    415,
    'Content-Type must be application/json. Send a certificate as PEM text in the field pem. To convert a DER or .p12 file: ' +
      'openssl x509 -inform DER -in client.cer, or openssl pkcs12 -in client.p12 -clcerts -nokeys.',
  ],
  not_found: [404, 'No such endpoint.'],
  method_not_allowed: [405, 'This method is not allowed here. The header Allow names the methods.'],
  not_from_proxy: [403, 'Direct access is not allowed. Use the public address of the gateway.'],
  overloaded: [503, 'The service cannot answer now. Try again after the number of seconds in Retry-After.'],
  unavailable: [503, 'The service cannot answer now. Try again after the number of seconds in Retry-After.'],
} satisfies Partial<Record<RefusalReason, readonly [number, string]>>;

const ourFault = [500, 'Internal error of the gateway. Quote the request id to its operator.'] as const;

/** The status and sentence for every code of a rejected bearer token (RFC 6750 section 3.1). */
const tokenRows = {
  token_missing: [401, 'No bearer token was sent.'],
  invalid_request: [400, 'The token was not sent correctly.'],
  invalid_token: [401, 'The token is not valid here'],
  expired_token: [401, 'The token has expired. Request a new one.'],
  insufficient_scope: [403, 'The token lacks a required scope.'],
} satisfies Record<BearerTokenErrorCode, readonly [number, string]>;

/**
 * The API's field name for an input that people know by another name. All other inputs have one
 * name only.
 */
const fieldNames: Readonly<Record<string, string>> = {
  'client id': 'clientId',
  'tax id': 'taxId',
  'secret id': 'secretId',
  'token id': 'tokenId',
  tokens: 'body',
  'request id': 'requestId',
  request: 'csr',
  'idempotency key': 'Idempotency-Key',
  'expected version': 'If-Match',
  'key type': 'keyType',
  certificate: 'pem',
  key: 'kid',
  delay: 'delaySeconds',
  expiry: 'expiresAt',
  network: 'networks',
  overlap: 'overlapSeconds',
  scope: 'scopes',
  secret: 'clientSecret',
  'registered key': 'body',
  'jwks uri': 'jwksUri',
  subject: 'tlsClientAuthSubjectDn',
};

/** `message` is the error's, in the words for the readers of this API. */
export const ofManagement = (error: ManagementError, message = error.message): Problem => {
  const { code, field } = error;
  const status = managementStatus[code];
  const seconds = error instanceof RateLimited ? error.retryAfterSeconds : recoveryRetrySeconds;
  const headers = { ...retryLater(status, seconds), ...challengeOf(error) };
  if (field === null) return { status, headers, code, detail: message };
  const named = fieldNames[field] ?? field;
  const words = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return { status, headers, code, detail: `${named}: ${words}`, errors: [{ field: named, message: words }] };
};

/** A use case that wants another scope than its route is answered as the route would be. */
const challengeOf = (error: ManagementError): Problem['headers'] =>
  error instanceof InsufficientScope
    ? { 'WWW-Authenticate': bearerChallenge('insufficient_scope', { scope: error.scope }) }
    : {};

export const ofInvalidRequest = ({ message, problems }: InvalidRequest): Problem => ({
  status: 400,
  headers: {},
  code: 'invalid',
  detail: message,
  errors: problems,
});

export const ofRefusal = ({ reason, publicDetail }: Refusal): Problem => {
  const row = Object.entries(refusalRows).find(([known]) => known === reason)?.[1];
  const [status, sentence] = row ?? ourFault;
  return {
    status,
    code: row ? reason : 'internal',
    detail: [publicDetail.problems?.join('; ') ?? sentence, row && publicDetail.hint]
      .filter(Boolean)
      .join(' '),
    headers: {
      ...(publicDetail.allow && { Allow: publicDetail.allow.join(', ') }),
      ...retryLater(status, publicDetail.retryAfterSeconds ?? recoveryRetrySeconds),
    },
  };
};

export const ofInvalidJsonBody = ({
  reason,
  hasPrivateKey,
  verdict,
  meantAsJson,
}: InvalidJsonBody): Problem => {
  const what = verdict === null ? '.' : `. It is ${verdict}.`;
  const advice = meantAsJson ? '' : fileAdvice;
  return {
    status: 400,
    headers: {},
    code: reason,
    detail: `The body must be a JSON object${hasPrivateKey ? keyAdvice : what + advice}`,
  };
};

const keyAdvice =
  '. The body contains a private key, which must stay secret. Nothing was stored. If the key left its machine, generate a ' +
  'new one.';
/** A client that sends a file as it is wants to send a certificate or a certificate request. */
const fileAdvice =
  ' Send a certificate or a CSR as PEM text in a field, such as ' +
  '{"pem": "-----BEGIN CERTIFICATE-----\\n..."} or {"csr": "..."}. To convert a file: openssl x509 -inform DER -in client.cer, ' +
  'openssl req -inform DER -in client.csr, or openssl pkcs12 -in client.p12 -clcerts -nokeys.';

/**
 * Describes a rejected bearer token. `wanted` follows "The token is not valid here" and says which
 * token would be accepted.
 */
export const ofBearerTokenError = ({ code, publicDetail }: BearerTokenError, wanted: string): Problem => {
  const [status, words] = tokenRows[code];
  const sentence = code === 'invalid_token' ? `${words}: ${wanted}.` : words;
  const { hint, description } = publicDetail;
  const detail = [
    sentence,
    hint ?? description ?? (publicDetail.scope && `Required scope: ${publicDetail.scope}.`),
  ]
    .filter(Boolean)
    .join(' ');
  return { status, code, detail, headers: { 'WWW-Authenticate': bearerChallenge(code, publicDetail) } };
};
