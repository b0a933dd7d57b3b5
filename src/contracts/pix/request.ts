import { isScope } from '../../core/accounts/account.js';
import type { PresentedCertificate } from '../../core/certificates/certificate.js';
import { Secret, secretProblem } from '../../core/credentials/secret.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { clientIdFrom } from '../../core/shared/ids.js';
import { nearMissOf } from '../../core/shared/near-miss.js';
import type {
  RegisteredKeyTokenRequest,
  RequestedGrant,
  TokenRequest,
} from '../../core/tokens/token-request.js';
import { type Authorization, authorizationOf } from '../../http/trust/authorization.js';
import {
  assertionFields,
  type ClientCredentials,
  clientCredentialsIn,
  clientFields,
  type RegisteredKeyCredentials,
  registeredKeyCredentialsIn,
  twoMethods,
} from '../client-authentication.js';
import { type Fields, fieldsOf, isForm } from '../request-fields.js';
import type { SentTokenRequest, TokenRequestContext } from '../token-endpoint.js';

const publishedFields = ['clientId', 'clientSecret'] as const;
const names = ['grant_type', 'scope', ...clientFields, ...assertionFields, ...publishedFields];

/**
 * Reads one of three kinds of request: A, the published one, JSON with clientId and clientSecret;
 * B, a form as RFC 6749 defines it; C, HTTP Basic with JSON, as published SDKs of Brazilian PIX
 * providers send it. Unknown fields are ignored.
 */
export const toPixTokenRequest = (
  sent: SentTokenRequest,
  { source, certificate }: TokenRequestContext,
): TokenRequest | RegisteredKeyTokenRequest => {
  try {
    return { contract: 'pix', source, certificate, ...parseForm(sent, certificate) };
  } catch (reason) {
    const shown = certificate?.info ?? null;
    throw Refusal.from(reason).concerning({ clientId: null, certificate: shown });
  }
};

type ParsedForm = (ClientCredentials | RegisteredKeyCredentials) & { readonly wanted: RequestedGrant };

const parseForm = (
  { request, body }: SentTokenRequest,
  certificate: PresentedCertificate | null,
): ParsedForm => {
  const authorization = authorizationOf(request);
  const fields = fieldsOf(body, names);
  const isPublished = !authorization && !isForm(body);
  return isPublished ? published(fields, sentNames(body)) : standard(authorization, fields, certificate);
};

/** Request A. Its tokens have the `typ` `JWT`, as the published sample does. */
const published = (fields: Fields, sent: readonly string[]): ParsedForm => {
  const [id, text] = [fields.get('clientId'), fields.get('clientSecret')];
  const clientId = id === undefined ? null : clientIdFrom(id);
  const problem = text === undefined ? missing('clientSecret', sent) : problemOfSecret(text);
  const problems = [
    ...(id === undefined ? [missing('clientId', sent)] : []),
    ...(id !== undefined && !clientId ? ['clientId must be 3 to 64 characters of A-Z a-z 0-9 . _ -'] : []),
    ...(problem === null ? [] : [problem]),
  ];
  if (!clientId || text === undefined || problem !== null)
    throw new Refusal('malformed_request', problems.join('; '), { problems });
  return { clientId, secret: new Secret(text), wanted: { scopes: scopesIn(fields), typ: 'JWT' } };
};

const problemOfSecret = (text: string): string | null => {
  const problem = secretProblem(text);
  return problem === null ? null : `clientSecret ${problem}`;
};

const sentNames = (body: unknown): readonly string[] =>
  typeof body === 'object' && body !== null ? Object.keys(body) : [];

const missing = (name: string, sent: readonly string[]): string => {
  const near = nearMissOf(name, sent);
  return near === null ? `${name} is missing` : `${name} is missing: ${near} was sent instead`;
};

/** Requests B and C: tokens of RFC 9068. */
const standard = (
  authorization: Authorization | null,
  fields: Fields,
  certificate: PresentedCertificate | null,
): ParsedForm => {
  if (authorization && publishedFields.some((name) => fields.has(name))) throw twoMethods('clientSecret');
  const credentials =
    registeredKeyCredentialsIn(authorization, fields, certificate) ??
    clientCredentialsIn(authorization, fields);
  refuseOtherGrants(fields.get('grant_type'));
  return { ...credentials, wanted: { scopes: scopesIn(fields), typ: 'at+jwt' } };
};

const refuseOtherGrants = (grantType: string | undefined): void => {
  if (grantType === 'client_credentials') return;
  const problem = 'grant_type is missing; it must be client_credentials';
  if (grantType === undefined) throw new Refusal('malformed_request', problem, { problems: [problem] });
  throw new Refusal('unsupported_grant_type', 'another grant_type than client_credentials');
};

/** RFC 6749 section 3.3: words separated by one space each. */
const scopesIn = (fields: Fields): readonly string[] | null => {
  const requested = fields.get('scope')?.split(' ');
  if (requested?.some((scope) => !isScope(scope)))
    throw new Refusal('scope_not_allowed', 'the scope is malformed', {
      problems: ['scope must be words of printable ASCII characters, separated by one space each'],
    });
  return requested ?? null;
};
