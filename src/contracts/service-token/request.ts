import { Secret, secretProblem } from '../../core/credentials/secret.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { clientIdFrom } from '../../core/shared/ids.js';
import type { TokenRequest } from '../../core/tokens/token-request.js';
import { jsonExcessIn } from '../../http/json-excess.js';
import { type Authorization, authorizationOf } from '../../http/trust/authorization.js';
import { basicTextIn, type ClientCredentials, pairIn } from '../client-authentication.js';
import { fieldsOf } from '../request-fields.js';
import type { SentTokenRequest, TokenRequestContext } from '../token-endpoint.js';

/**
 * Reads HTTP Basic, and `grant_type` from the body. Throws a `Refusal` that names the client and
 * the certificate.
 */
export const toServiceTokenRequest = (
  sent: SentTokenRequest,
  { source, certificate }: TokenRequestContext,
): TokenRequest => {
  try {
    const credentials = credentialsIn(authorizationOf(sent.request));
    refuseOtherGrants(sent.body);
    const wanted = { scopes: null, typ: 'JWT' } as const;
    return { contract: 'service-token', source, certificate, wanted, ...credentials };
  } catch (reason) {
    const shown = certificate?.info ?? null;
    throw Refusal.from(reason).concerning({ clientId: null, certificate: shown });
  }
};

/**
 * Id and secret are taken as they are: this contract does not form-encode them. The published
 * sample was made with `echo`, whose line break is not part of the secret.
 */
const credentialsIn = (authorization: Authorization | null): ClientCredentials => {
  if (!authorization) throw malformed('the header Authorization is missing');
  const { id, secret } = pairIn(basicTextIn(authorization).replace(/\r?\n$|\r$/, ''));
  const clientId = clientIdFrom(id);
  if (!clientId) throw malformed('the client id must be 3 to 64 characters of A-Z a-z 0-9 . _ -');
  const problem = secretProblem(secret);
  if (problem !== null) throw malformed(`the client secret ${problem}`);
  return { clientId, secret: new Secret(secret) };
};

/** Accepts `Client_Credentials` in any case, as published document 004 and its sample token write it. */
const refuseOtherGrants = (body: unknown): void => {
  const grant = fieldsOf(formOrJson(body), ['grant_type']).get('grant_type');
  if (grant === undefined) throw malformed('grant_type is missing; it must be Client_Credentials');
  if (grant.toLowerCase() !== 'client_credentials')
    throw new Refusal('unsupported_grant_type', 'another grant_type than Client_Credentials');
};

/**
 * Published document 004 asks for a form and for `Content-Type: application/json` at once, so the body itself
 * shows which one it is.
 */
const formOrJson = (body: unknown): unknown => {
  if (typeof body !== 'string') throw malformed('there is no body');
  if (!body.trimStart().startsWith('{')) return new URLSearchParams(body);
  if (jsonExcessIn(body) !== null) throw malformed('the body has more fields and values than any request');
  try {
    return JSON.parse(body);
  } catch {
    throw malformed('the body is neither a form nor a JSON object');
  }
};

const malformed = (problem: string): Refusal => new Refusal('malformed_request', problem);
