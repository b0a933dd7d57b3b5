// What each error code means, for the pages in docs/reference/errors/. `error-answers.mjs` compares the list with the
// codes of the product.
import { moreErrorCodes } from './more-error-codes.mjs';

const askOperator = 'If it persists, send the `requestId` to the operator of the gateway.';
const retryLater = 'Send the same request again after the number of seconds in `Retry-After`.';
const findCause =
  'Read the recorded cause: `portaria refusal show REQUEST_ID`. The list below has a page for each cause.';

/**
 * `means`: one sentence. `causes`, `fix` and `operator` are lists; `operator` is for what only an operator can do.
 * `api`: where the code occurs.
 */
export const errorCodes = {
  malformed_request: {
    api: 'every API',
    means:
      'The request cannot be read: its body, its parameters or its path are not what the endpoint expects.',
    causes: [
      'The body is not JSON, or not a form where a form is expected.',
      'A field is missing, has the wrong type, or has the wrong length. `message` lists each problem.',
      'At a protected API, the path could be read in more than one way, for example with `//` or `%2f`.',
      'Plain HTTP was sent to a port for HTTPS.',
      'A header has a control character.',
    ],
    fix: [
      'Correct each problem that `message` lists. `hint` says more, if there is one.',
      'Compare your request with the example on the page of the contract.',
    ],
  },
  certificate_missing: {
    api: 'the contract `avista`',
    means: 'The request has no client certificate, and this client needs one.',
    causes: [
      'Your program did not present a certificate in the TLS handshake.',
      'Your program loaded the certificate, but not its private key.',
      'A proxy between your program and the gateway terminates TLS.',
      'The certificate was sent in `X-SSL-Client-Cert`, which only the header listener reads.',
    ],
    fix: [
      'Load the certificate and the private key in your HTTP client. With curl: `--cert client.pem --key client.key`.',
      'Call `GET /api/auth/whoami` the same way. It shows the certificate that arrived.',
    ],
  },
  certificate_malformed: {
    api: 'the contract `avista`, at the header listener',
    means: 'The header `X-SSL-Client-Cert` does not contain one PEM certificate.',
    causes: [
      'The PEM was form-encoded: its spaces arrived as `+`.',
      'The header has base64 without the lines `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----`.',
      'The header has a key, a chain, or a `.p12` file.',
    ],
    fix: [
      'Percent-encode the PEM as RFC 3986 defines it, where a space is `%20`.',
      'Use `encodeURIComponent` (JavaScript), `urllib.parse.quote` (Python), `rawurlencode` (PHP), or ' +
        '`URLEncoder.encode(...).replace("+", "%20")` (Java).',
    ],
  },
  unauthorized: {
    api: 'the contract `avista`',
    means:
      'The client gets no token. All causes have the same response, so that an attacker learns nothing from it.',
    causes: ['One of the recorded causes below. The response never says which.'],
    fix: [
      'Call `GET /api/auth/whoami` over mutual TLS with the same certificate. It says whether the certificate is accepted.',
      'With a token, read the cause at `GET /api/account/refusals/{requestId}`.',
      'Without a token, call `GET /api/auth/refusals/{requestId}` over mutual TLS with the same certificate.',
      'If that does not show the cause, send the `requestId` to the operator of the gateway.',
      'Do not retry in a loop: the result is the same until the cause is fixed.',
    ],
    operator: [findCause],
  },
  not_from_proxy: {
    api: 'every API',
    means: 'The request reached the application directly instead of through NGINX.',
    causes: [
      'The address or port is the internal one of the application.',
      'NGINX and the application have different proxy secrets.',
    ],
    fix: ['Use the public address of the gateway.'],
    operator: [
      'Close the port of the application to everything but NGINX.',
      'If NGINX sent the request, compare the proxy secrets on both sides.',
    ],
  },
  not_found: {
    api: 'every API',
    means: 'The path, or the resource that it names, does not exist.',
    causes: [
      'The path is misspelled, or belongs to another listener.',
      'The contract of this path is switched off.',
      'In the admin API and in self-service: the id names no resource, or one of another account.',
      'At a protected API: no rule has this path.',
    ],
    fix: ['Correct the URL. If there is a similar endpoint, `hint` names it.'],
    operator: ['At a protected API, import its OpenAPI document again: `portaria routes import`.'],
  },
  method_not_allowed: {
    api: 'every API',
    means: 'The path exists, but does not support this HTTP method.',
    causes: ['The program uses another method.', 'A redirect turned a POST into a GET.'],
    fix: [
      'Use a method of the header `Allow`.',
      'Use the exact `https://` URL, so that no redirect is needed.',
    ],
  },
  payload_too_large: {
    api: 'every API',
    means: 'The body of the request is too large.',
    causes: [
      'A body for the gateway itself is larger than 16 kB.',
      'A body for a protected API is larger than its limit, which `message` names.',
    ],
    fix: ['Send only the documented fields.'],
    operator: ['The limit for protected APIs is `PORTARIA_API_BODY_MAX`.'],
  },
  unsupported_media_type: {
    api: 'every API with a body',
    means: 'The header `Content-Type` names a format that the endpoint does not read.',
    causes: ['The header is missing or wrong.', 'A certificate was sent as a DER or `.p12` file.'],
    fix: [
      'Send JSON with `Content-Type: application/json`. `/oauth/token` also takes a form.',
      'Send a certificate as PEM text in a JSON field.',
    ],
  },
  too_many_tokens: {
    api: 'the contract `avista`',
    means: 'The account has reached its maximum number of tokens for today.',
    causes: ['The program requests a token for every call, and does not use it until it expires.'],
    fix: [
      'Use each token until shortly before it expires (`expires_in`).',
      'Share one token among all threads of the program.',
      retryLater,
    ],
    operator: ['Raise `PORTARIA_ACCOUNT_TOKENS_PER_DAY` if the account needs that many.'],
  },
  internal: {
    api: 'every API',
    means: 'The gateway failed in an unexpected way. Your request is not the cause.',
    causes: ['A fault in the gateway.'],
    fix: ['Send the request again later.', askOperator],
    operator: [
      'Find the `requestId` in the log of the application, and report its detail to the developers.',
    ],
  },
  unavailable: {
    api: 'every API',
    means: 'The service cannot answer now. The same request may succeed later.',
    causes: [
      'The database does not answer.',
      'Too many requests are waiting already.',
      'At a protected API: the API does not answer, or the gateway could not read the revocations for too long.',
    ],
    fix: [retryLater, 'Keep tokens that you already have: they still work.', askOperator],
    operator: ['Check `/healthz/ready` and the log at that time.'],
  },
  overloaded: {
    api: 'the admin API and self-service',
    means: 'Too many requests are waiting already.',
    causes: ['Too many requests arrived at once.', 'A flood of guesses fills the queue for slow hashes.'],
    fix: [retryLater],
    operator: ['The recorded detail says which queue was full.'],
  },
  ...moreErrorCodes,
};
