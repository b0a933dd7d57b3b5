import { isScope } from '../../core/accounts/account.js';
import { Secret } from '../../core/credentials/secret.js';
import type { RealmSettings } from '../../core/realm/realm-settings.js';
import { usernameFrom } from '../../core/realm/realm-user.js';
import type { UserTokenRequest } from '../../core/realm/user-token-request.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { type Fields, fieldsOf, isForm } from '../request-fields.js';
import type { SentTokenRequest, TokenRequestContext } from '../token-endpoint.js';

/**
 * The fields that are read. All others are ignored, also `client_assertion_type`: published clients
 * send it with a refresh token, without any assertion.
 */
const names = ['grant_type', 'client_id', 'username', 'password', 'refresh_token', 'scope'];

/** The fields that each grant requires. */
const needs = { password: ['username', 'password'], refresh_token: ['refresh_token'] } as const;

const isGrant = (text: string | undefined): text is keyof typeof needs =>
  text === 'password' || text === 'refresh_token';

/**
 * Reads published document 002: a form, of the public client `clientId`, with a password or a refresh token.
 * Throws a `Refusal` that names the presented certificate.
 */
export const toRealmTokenRequest = (
  { body }: SentTokenRequest,
  context: TokenRequestContext,
  { clientId }: Pick<RealmSettings, 'clientId'>,
): UserTokenRequest => {
  try {
    if (!isForm(body)) throw new Refusal('unsupported_media_type', 'no form');
    return parseUserRequest(fieldsOf(body, names), clientId, context);
  } catch (reason) {
    const certificate = context.certificate?.info ?? null;
    throw Refusal.from(reason).concerning({ clientId: null, certificate });
  }
};

/**
 * RFC 9745: since when the password grant is deprecated, as a Structured Fields date. In January
 * 2025, RFC 9700 section 2.4 said that it must not be used.
 */
const deprecatedSince = '@1735689600';

/**
 * Refuses other realms, and adds to every response, refusals included, that the password grant is
 * deprecated.
 */
export const checkRealm = (
  { request, body }: SentTokenRequest,
  { name }: Pick<RealmSettings, 'name'>,
): Readonly<Record<string, string>> => {
  const { params } = request;
  const isOurs = typeof params === 'object' && params !== null && 'realm' in params && params.realm === name;
  if (!isOurs) throw new Refusal('not_found', 'there is no such realm');
  return usesPasswordGrant(body) ? { Deprecation: deprecatedSince } : {};
};

/** Whether a body asks for tokens by a password, as far as can be seen from it. Never throws. */
const usesPasswordGrant = (body: unknown): boolean =>
  isForm(body) && body.getAll('grant_type').includes('password');

const parseUserRequest = (
  fields: Fields,
  clientId: string,
  context: TokenRequestContext,
): UserTokenRequest => {
  const grantType = fields.get('grant_type');
  refuseOtherGrants(grantType);
  refuseMissing(fields, ['grant_type', 'client_id', ...(isGrant(grantType) ? needs[grantType] : [])]);
  if (fields.get('client_id') !== clientId)
    throw new Refusal('unknown_client', 'client_id is not the public client of the realm');
  const shared = { ...context, scopes: scopesIn(fields) };
  return grantType === 'password'
    ? {
        ...shared,
        grantType,
        username: usernameFrom(fields.get('username') ?? ''),
        password: new Secret(fields.get('password') ?? ''),
      }
    : { ...shared, grantType: 'refresh_token', refreshToken: new Secret(fields.get('refresh_token') ?? '') };
};

const refuseOtherGrants = (grantType: string | undefined): void => {
  if (grantType !== undefined && !isGrant(grantType))
    throw new Refusal('unsupported_grant_type', 'another grant_type than password and refresh_token');
};

/** Names every missing field at once, so that a developer corrects the program once. */
const refuseMissing = (fields: Fields, needed: readonly string[]): void => {
  const problems = needed.filter((name) => !fields.has(name)).map((name) => `${name} is missing`);
  if (problems.length > 0) throw new Refusal('malformed_request', problems.join('; '), { problems });
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
