import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { Secret, secretProblem } from '../core/credentials/secret.js';
import { Refusal } from '../core/refusals/refusal.js';
import { type ClientId, clientIdFrom } from '../core/shared/ids.js';
import { clientAssertionType, readClientAssertion } from '../core/tokens/client-assertion.js';
import type { RegisteredKeyAuthentication } from '../core/tokens/token-request.js';
import type { Authorization } from '../http/trust/authorization.js';
import type { Fields } from './request-fields.js';

/** `ClientCredentials`: the client id and the secret that a request sends. */
export interface ClientCredentials {
  readonly clientId: ClientId;
  readonly secret: Secret;
}

/** The fields of a client that proves a key. */
export const assertionFields = ['client_assertion', 'client_assertion_type'] as const;

/** The fields that are read from a body. */
export const clientFields = ['client_id', 'client_secret'] as const;

/**
 * Reads client authentication as RFC 6749 section 2.3.1 defines it: `client_secret_basic` or
 * `client_secret_post`, and only one of them. Throws `Refusal('malformed_request')` for both, and
 * `Refusal('client_authentication_missing')` for none or one that cannot be understood.
 */
export const clientCredentialsIn = (
  authorization: Authorization | null,
  fields: Fields,
): ClientCredentials => {
  if (!authorization)
    return credentialsFrom(fields.get('client_id') ?? '', fields.get('client_secret') ?? '');
  if (fields.has('client_secret')) throw twoMethods('client_secret');
  const credentials = basicCredentials(authorization);
  // Some programs repeat their id, which is no second method. A different id is a request that
  // contradicts itself.
  if (fields.has('client_id') && fields.get('client_id') !== credentials.clientId)
    throw twoMethods('another client_id');
  return credentials;
};

/**
 * The refusal of a request that authenticates in two ways: the gateway must not guess which one is
 * meant (RFC 6749 section 2.3).
 */
export const twoMethods = (what: string): Refusal => {
  const problem = `the client authenticates twice: send the header Authorization or ${what}, not both`;
  return new Refusal('malformed_request', problem, { problems: [problem] });
};

const basicCredentials = (authorization: Authorization): ClientCredentials => {
  const { id, secret } = pairIn(basicTextIn(authorization));
  return credentialsFrom(formDecoded(id), formDecoded(secret));
};

/**
 * Decodes the base64 of HTTP Basic (RFC 7617 section 2) as UTF-8. Throws a `Refusal` for anything
 * else.
 */
export const basicTextIn = ({ scheme, credentials }: Authorization): string => {
  if (scheme !== 'basic') throw missing('Authorization must be Basic here');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) throw missing('the text after Basic must be base64');
  return new TextDecoder().decode(Uint8Array.from(atobOf(credentials), (char) => char.charCodeAt(0)));
};

/** Splits id and secret at the first colon: a secret may contain more colons. */
export const pairIn = (text: string): { readonly id: string; readonly secret: string } => {
  const colon = text.indexOf(':');
  if (colon < 0) throw missing('Basic must be the base64 of client id, colon, client secret');
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
};

const atobOf = (base64: string): string => {
  try {
    return atob(base64);
  } catch {
    throw missing('the text after Basic must be base64');
  }
};

/** Every character that some form encoder leaves as it is, and those that it writes. */
const couldBeFormEncoded = /^[A-Za-z0-9*._~!'()+%-]*$/;

/**
 * Decodes id and secret. RFC 6749 section 2.3.1 has them form-encoded before base64, and curl, like
 * many programs, leaves that out. A text that contains a character that every encoder would have
 * replaced, or an invalid percent sign, was not encoded.
 */
const formDecoded = (text: string): string => {
  if (!couldBeFormEncoded.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

const credentialsFrom = (id: string, secret: string): ClientCredentials => {
  if (id === '' || secret === '') throw missing(nothingSent);
  const clientId = clientIdFrom(id);
  if (!clientId) throw missing('client_id must be 3 to 64 characters of A-Z a-z 0-9 . _ -');
  const problem = secretProblem(secret);
  if (problem !== null) throw missing(`client_secret ${problem}`);
  return { clientId, secret: new Secret(secret) };
};

const nothingSent =
  'client authentication is missing: send client_id and client_secret in the form, or HTTP Basic';
const assertionRefused =
  'Client authentication failed: client id, assertion and client certificate do not belong together';

/** `RegisteredKeyCredentials`: the client id that a request names, and how it proves a key. */
export type RegisteredKeyCredentials = Pick<
  RegisteredKeyAuthentication,
  'clientId' | 'assertion' | 'problemIfRefused'
>;

/**
 * Reads client authentication without a secret: an assertion (RFC 7523 section 2.2), or a client id
 * alone where the handshake has a certificate (RFC 8705 section 2). Returns `null` when the request has
 * neither. Throws as `clientCredentialsIn` does.
 */
export const registeredKeyCredentialsIn = (
  authorization: Authorization | null,
  fields: Fields,
  certificate: PresentedCertificate | null,
): RegisteredKeyCredentials | null => {
  if (assertionFields.some((name) => fields.has(name))) {
    if (authorization ?? fields.has('client_secret')) throw twoMethods('client_assertion');
    return assertionCredentialsIn(fields);
  }
  if (authorization || fields.has('client_secret') || certificate?.presentation.way !== 'handshake')
    return null;
  const clientId = clientIdFrom(fields.get('client_id') ?? '');
  // Who forgot the secret reads the same as before this method existed.
  return clientId && { clientId, assertion: null, problemIfRefused: { problems: [nothingSent] } };
};

const assertionCredentialsIn = (fields: Fields): RegisteredKeyCredentials => {
  if (fields.get('client_assertion_type') !== clientAssertionType)
    throw missing(`client_assertion_type must be ${clientAssertionType}`);
  const assertion = readClientAssertion(fields.get('client_assertion') ?? '');
  if (typeof assertion === 'string') throw missing(assertion);
  const { clientId } = assertion;
  const named = fields.get('client_id');
  if (named !== undefined && named !== clientId)
    throw missing('client_id must be the client id in the assertion (sub)');
  return { clientId, assertion, problemIfRefused: { problems: [assertionRefused] } };
};

const missing = (problem: string): Refusal =>
  new Refusal('client_authentication_missing', problem, { problems: [problem] });
