// The codes of NGINX, of the management APIs, of tokens, and of OAuth 2.0: see error-codes.mjs.

const askOperator = 'If it persists, send the `requestId` to the operator of the gateway.';
const retryLater = 'Send the same request again after the number of seconds in `Retry-After`.';
const findCause =
  'Read the recorded cause: `portaria refusal show REQUEST_ID`. The list below has a page for each cause.';

export const moreErrorCodes = {
  uri_too_long: {
    api: 'NGINX',
    means: 'The request line is longer than 32 KiB.',
    causes: ['The program sends data in the query string that belongs in the body.'],
    fix: ['Move the data to the body of the request.'],
  },
  header_too_large: {
    api: 'NGINX and the application',
    means: 'A header is larger than 32 KiB, or all headers together are larger than 128 KiB.',
    causes: ['A certificate chain or another file was sent in a header.', 'A cookie has grown too large.'],
    fix: [
      'Send one certificate at most in `X-SSL-Client-Cert`.',
      'Remove headers that the gateway does not use.',
    ],
    operator: ['Over HTTP/2, a header over the limit ends the connection instead.'],
  },
  rate_limited: {
    api: 'NGINX and self-service',
    means: 'Too many requests arrived from this address, with this certificate, or for this account.',
    causes: [
      'The program requests a token for every call.',
      'The program retries without a pause.',
      'In self-service: the account makes too many changes.',
    ],
    fix: ['Use each token until it expires.', retryLater, 'Increase the pause with every retry.'],
    operator: ['The limits are variables of NGINX, such as `PORTARIA_RATE_PER_ADDRESS`.'],
  },
  request_timeout: {
    api: 'the application',
    means: 'The request took longer than 20 seconds to arrive.',
    causes: ['The network is slow.', '`Content-Length` is larger than the body that the program sends.'],
    fix: ['Send the whole body without a pause, with a correct `Content-Length`.'],
    operator: ['NGINX closes a connection without a response when no byte of a body arrives for 10 seconds.'],
  },
  invalid: {
    api: 'the admin API and self-service',
    means: 'A field, a header or a cursor of the request cannot be used.',
    causes: ['A value has the wrong form.', 'A field or query parameter is unknown.'],
    fix: ['Correct each field that `errors` names.'],
  },
  conflict: {
    api: 'the admin API and self-service',
    means: 'The change conflicts with existing data.',
    causes: [
      'The resource already exists, such as a client id that is in use.',
      'Another change of the same resource is in progress.',
      'The certificate is linked to another account.',
    ],
    fix: [
      'Read `detail`. Then wait, share the resource, or force the change if the request has an option for it.',
    ],
  },
  stale: {
    api: 'the admin API and self-service',
    means: 'The account was changed since you read it.',
    causes: [
      '`If-Match` has an older version than the account.',
      'A file of the documentation or the console has changed since the version that the condition names.',
    ],
    fix: ['Read the account again, look at what has changed, and send the change with the new `ETag`.'],
  },
  reused: {
    api: 'the admin API and self-service',
    means: 'The `Idempotency-Key` was used for another request.',
    causes: ['The same key was sent with another method, path or body within 24 hours.'],
    fix: ['Use a new key for every new change. Use the old key only to repeat the same request.'],
  },
  refused: {
    api: 'the admin API and self-service',
    means: 'A rule forbids the change. Waiting or forcing does not help.',
    causes: [
      'The certificate has expired, or its key is weak.',
      'The change would remove the last operator who can get a token with `admin:write`.',
      'The secret or password is easy to guess.',
    ],
    fix: ['Read `detail`: it names the rule, and what to do.'],
  },
  token_missing: {
    api: 'protected APIs, the admin API and self-service',
    means: 'The request has no bearer token.',
    causes: ['The header `Authorization` is missing, or does not begin with `Bearer`.'],
    fix: ['Send `Authorization: Bearer TOKEN`.'],
  },
  invalid_token: {
    api: 'protected APIs, the admin API and self-service',
    means: 'The token is not accepted here.',
    causes: [
      'The token is bound to a certificate that this connection did not present.',
      'The token was revoked, or the secret, certificate, credential or account behind it was.',
      'The token is for another API, or comes from another gateway.',
      'The token was sent twice, or in the query string.',
    ],
    fix: [
      'Present the certificate with which the token was requested. `WWW-Authenticate` says so when that is the cause.',
      'Request a new token.',
      'Read the cause at `GET /api/account/refusals/{requestId}`.',
    ],
    operator: [findCause],
  },
  expired_token: {
    api: 'protected APIs, the admin API and self-service',
    means: 'The token has expired.',
    causes: ['The program used the token for longer than `expires_in`.'],
    fix: ['Request a new token shortly before the current one expires (`expires_in` seconds).'],
  },
  insufficient_scope: {
    api: 'protected APIs, the admin API and self-service',
    means: 'The token lacks a scope that this operation needs.',
    causes: ['The token was requested with fewer scopes.', 'The credential does not have the scope.'],
    fix: [
      'Request a token with the scope that `WWW-Authenticate` names.',
      'If the token request is then rejected, ask the operator of the gateway for the scope.',
    ],
    operator: [
      'Give the scope to the account and to the credential, or map it: see the scope map of the API.',
      'If an operator needs it: [Scopes and roles of operators](../admin-scopes.md) says which role has which scope.',
    ],
  },
  invalid_request: {
    api: 'the contracts `pix` and `realm`, introspection and revocation, the admin API and self-service',
    means: 'The request cannot be read, or the token was not sent as RFC 6750 requires.',
    causes: [
      'A parameter is missing or was sent twice.',
      'The request has two kinds of client authentication.',
      'The `Content-Type` is not supported.',
      'In the admin API and in self-service: the token was sent in the query string, twice, or without `Bearer`.',
    ],
    fix: ['Correct what `error_description` or `detail` names.'],
  },
  invalid_client: {
    api: 'the contracts `pix` and `realm`, introspection and revocation',
    means: 'The client did not authenticate. All causes have the same response.',
    causes: [
      'The client id, the secret and the certificate do not belong together: one of the recorded causes below.',
      'No client authentication was sent.',
      'In the contract `realm`: `client_id` is not the public client of the realm.',
    ],
    fix: [
      'Call `GET /api/auth/whoami` over mutual TLS with the same certificate. It says whether the certificate is accepted.',
      'Send the `requestId` (header `X-Request-Id`) to the operator of the gateway.',
    ],
    operator: [findCause],
  },
  invalid_grant: {
    api: 'the contract `realm`',
    means:
      'The user name, the password or the refresh token is not accepted. All causes have the same response.',
    causes: ['One of the recorded causes below.'],
    fix: [
      'Check the user name and the password.',
      'If a refresh was rejected, have the user log in again.',
      'Send the `requestId` (header `X-Request-Id`) to the operator of the gateway.',
    ],
    operator: [findCause],
  },
  unauthorized_client: {
    api: 'the contract `pix`',
    means: 'The client authenticated, but may not use this contract.',
    causes: ['The credential is not allowed to use `pix`.'],
    fix: ['Use a credential that may use the contract, or ask the operator of the gateway to allow it.'],
    operator: ['Allow the contract: `portaria credential set-policy CLIENT_ID pix tls`.'],
  },
  unsupported_grant_type: {
    api: 'the contracts `pix` and `realm`',
    means: 'The endpoint does not support this `grant_type`.',
    causes: [
      '`pix` supports `client_credentials` only.',
      '`realm` supports `password` and `refresh_token` only.',
    ],
    fix: ['Set the `grant_type` that the contract documents.'],
  },
  invalid_scope: {
    api: 'the contracts `pix` and `realm`',
    means: 'The request asks for a scope that the client or user may not have.',
    causes: ['The credential or the user does not have the scope.', 'The scope is misspelled.'],
    fix: [
      'Leave `scope` out to get all scopes that are allowed.',
      'Or ask the operator of the gateway for the scope.',
    ],
    operator: ['Give the scope to the account and to the credential.'],
  },
  temporarily_unavailable: {
    api: 'the contracts `pix` and `realm`, introspection and revocation',
    means:
      'The service cannot answer now, or the account has reached its maximum number of tokens for today (429).',
    causes: [
      'The database does not answer.',
      'Too many requests are waiting already.',
      'The account got too many tokens.',
    ],
    fix: [retryLater, 'Use each token until it expires.'],
    operator: ['Check `/healthz/ready` and the log at that time.'],
  },
  server_error: {
    api: 'the contracts `pix` and `realm`, introspection and revocation',
    means: 'The gateway failed in an unexpected way. Your request is not the cause.',
    causes: ['A fault in the gateway.'],
    fix: ['Send the request again later.', askOperator],
    operator: [
      'Find the `requestId` in the log of the application, and report its detail to the developers.',
    ],
  },
  ACCT_SA_001: {
    api: 'the contract `service-token`',
    means:
      'The request cannot be read, or the client gets no token for a reason other than its id or secret.',
    causes: [
      'A parameter is missing or wrong.',
      'The required certificate is missing or not accepted.',
      'One of the causes below.',
    ],
    fix: ['Compare your request with the example on the page of the contract.', askOperator],
    operator: [findCause],
  },
  ACCT_SA_003: {
    api: 'the contract `service-token`',
    means: 'The client does not exist, or may not use this contract.',
    causes: [
      'The client id is misspelled, or belongs to another environment.',
      'The credential is not allowed to use `service-token`.',
    ],
    fix: ['Check the client id.', 'Ask the operator of the gateway to allow the contract.'],
    operator: ['Allow the contract: `portaria credential set-policy CLIENT_ID service-token tls`.'],
  },
  OAUTH_CLNT_015: {
    api: 'the contract `service-token`',
    means: 'The secret is wrong or has expired.',
    causes: ['The secret is mistyped or has a line break at its end.', 'The secret was rotated.'],
    fix: ['Use the current secret.', 'If it is lost, have it rotated.'],
    operator: ['Rotate the secret, and give the new one to the merchant.'],
  },
  'avx-common-011': {
    api: 'the contract `service-token`',
    means: 'The gateway failed (500), cannot answer now (503), or the account got too many tokens (429).',
    causes: ['The HTTP status says which of these it is.'],
    fix: [
      'With 429 or 503, send the same request again after the number of seconds in `Retry-After`.',
      askOperator,
    ],
    operator: ['Find the `requestId` in the log of the application.'],
  },
};
