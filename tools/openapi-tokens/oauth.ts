import { z } from 'zod';
import { oauth as contract } from '../../src/contracts/oauth/contract.js';
import type { ActiveToken } from '../../src/contracts/oauth/introspection.js';
import { inactive } from '../../src/contracts/oauth/introspection.js';
import type { EcPublicJwk, RsaPublicJwk } from '../../src/core/keys/published-keys.js';
import { type RefusalReason, refusalReasons } from '../../src/core/refusals/refusal.js';
import { goldenResponsesIn } from '../openapi/golden-responses.js';
import { cacheControlHeader } from '../openapi/response-headers.js';
import type { Endpoint } from './endpoint.js';
import { type ContractErrors, errorTable } from './error-table.js';
import { clientId, clientSecret } from './fields.js';
import { oauthErrors } from './oauth-errors.js';
import { inBodyOrBasic } from './security.js';

const active = z
  .object({
    active: z.literal(true),
    scope: z.string(),
    client_id: z.string(),
    token_type: z.literal('Bearer'),
    exp: z.int(),
    iat: z.int(),
    sub: z.string(),
    aud: z.string(),
    iss: z.string(),
    jti: z.string(),
    cnf: z.object({ 'x5t#S256': z.string() }).exactOptional(),
  })
  .meta({ id: 'ActiveToken', description: 'RFC 7662 section 2.2.' }) satisfies z.ZodType<ActiveToken>;
const inactiveToken = z
  .object({ active: z.literal(inactive.active) })
  .meta({ id: 'InactiveToken', description: 'Unknown, expired, revoked, or issued to another client.' });

const texts = z.array(z.string());
/** RFC 8414 section 2. */
const metadata = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string().optional(),
    token_endpoint_auth_methods_supported: texts.optional(),
    token_endpoint_auth_signing_alg_values_supported: texts.optional(),
    jwks_uri: z.string(),
    introspection_endpoint: z.string(),
    introspection_endpoint_auth_methods_supported: texts,
    revocation_endpoint: z.string(),
    revocation_endpoint_auth_methods_supported: texts,
    grant_types_supported: texts.optional(),
    response_types_supported: texts,
    scopes_supported: texts,
    subject_types_supported: texts,
    id_token_signing_alg_values_supported: texts,
    tls_client_certificate_bound_access_tokens: z.boolean(),
  })
  .meta({ id: 'Metadata' });

const named = { kid: z.string(), use: z.literal('sig') };
const rsaKey = z
  .object({ ...named, kty: z.literal('RSA'), alg: z.literal('RS256'), n: z.string(), e: z.string() })
  .meta({ id: 'RsaKey' }) satisfies z.ZodType<RsaPublicJwk>;
const ecKey = z
  .object({
    ...named,
    kty: z.literal('EC'),
    alg: z.literal('ES256'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
  })
  .meta({ id: 'EcKey' }) satisfies z.ZodType<EcPublicJwk>;
const keySet = z.object({ keys: z.array(z.union([rsaKey, ecKey])) }).meta({ id: 'KeySet' });

const tokenParameterRequest = z
  .object({
    token: z.string().meta({ description: 'Any text.' }),
    client_id: clientId.optional(),
    client_secret: clientSecret.optional(),
  })
  .meta({
    id: 'TokenParameterRequest',
    description: 'Other fields are ignored; a field that is sent twice is an error.',
  });

const errors: ContractErrors = { ...oauthErrors, toResponse: contract.errorResponse };
const ofTokenEndpoint: readonly RefusalReason[] = ['unsupported_grant_type', 'scope_not_allowed'];
const tokenParameterErrors = errorTable(
  errors,
  refusalReasons.filter((reason) => !ofTokenEndpoint.includes(reason)),
  [404],
);
const publishedErrors = errorTable(errors, ['unavailable', 'internal'], [404]);
const golden = (id: string) => goldenResponsesIn(`test/openapi/golden/tokens/${id}`);

const anyCaller: Endpoint['security'] = [];

const inquiryEndpoint = {
  method: 'post',
  tag: 'oauth',
  security: inBodyOrBasic,
  content: {
    'application/x-www-form-urlencoded': {
      schema: tokenParameterRequest,
      example: { token: 'eyJ...', client_id: 'account-7-1a2b3c4d', client_secret: 'your-client-secret' },
    },
  },
  errors: tokenParameterErrors,
} as const;
const metadataEndpoint = {
  method: 'get',
  tag: 'oauth',
  security: anyCaller,
  success: { status: 200, description: 'The metadata.', body: metadata, headers: cacheControlHeader },
  errors: publishedErrors,
} as const;

/** What belongs to the token endpoint of OAuth 2.0. */
export const oauth: readonly Endpoint[] = [
  {
    ...inquiryEndpoint,
    id: 'introspectToken',
    path: '/oauth/introspect',
    summary: 'Ask whether a token is valid',
    description: 'RFC 7662. A client can introspect its own tokens, a resource server every token.',
    success: {
      status: 200,
      description: 'The state of the token.',
      body: z.union([active, inactiveToken]),
    },
    golden: golden('introspect'),
  },
  {
    ...inquiryEndpoint,
    id: 'revokeToken',
    path: '/oauth/revoke',
    summary: 'Revoke a token',
    description: 'RFC 7009. Another client’s token is not revoked, but the response is the same.',
    success: { status: 200, description: 'An empty object.', body: z.strictObject({}) },
    golden: golden('revoke'),
  },
  {
    ...metadataEndpoint,
    id: 'getMetadata',
    path: '/.well-known/oauth-authorization-server',
    summary: 'Get the metadata',
    description: 'RFC 8414.',
    golden: golden('metadata'),
  },
  {
    ...metadataEndpoint,
    id: 'getOpenidConfiguration',
    path: '/.well-known/openid-configuration',
    summary: 'Get the metadata at the OpenID Connect address',
    golden: golden('metadata'),
  },
  {
    method: 'get',
    tag: 'oauth',
    security: anyCaller,
    errors: publishedErrors,
    id: 'getKeySet',
    path: '/.well-known/jwks.json',
    summary: 'Get the keys that verify tokens',
    description: 'RFC 7517.',
    requestHeaders: z.object({ 'If-None-Match': z.string().optional() }),
    isCacheable: true,
    success: {
      status: 200,
      description: 'The public keys.',
      body: keySet,
      headers: { ...cacheControlHeader, ETag: z.string() },
    },
    golden: golden('jwks'),
  },
];
