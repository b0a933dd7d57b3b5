import { z } from 'zod';
import { realm as contract } from '../../src/contracts/realm/contract.js';
import { toRealmRefusalResponse } from '../../src/contracts/realm/refusals.js';
import type { RealmToken } from '../../src/contracts/realm/response.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { goldenResponsesIn } from '../openapi/golden-responses.js';
import { type Endpoint, tokenPathOf } from './endpoint.js';
import { errorTable } from './error-table.js';
import { accessToken, lifetime, scope } from './fields.js';
import { oauthErrors } from './oauth-errors.js';

const token = z
  .object({
    access_token: accessToken,
    expires_in: lifetime,
    expires_at: z.int().exactOptional().meta({
      description: 'After a refresh: the expiry of the access token, in milliseconds since 1970.',
    }),
    refresh_expires_in: z.int().meta({ description: 'Seconds until the login ends.' }),
    refresh_token: z.string(),
    token_type: z.literal('bearer'),
    'not-before-policy': z.int(),
    session_state: z.string(),
    scope: z.string(),
  })
  .meta({ id: 'RealmToken' }) satisfies z.ZodType<RealmToken>;

const client = { client_id: z.string().meta({ examples: ['integration-api'] }), scope };
const form = z.union([
  z
    .object({
      grant_type: z.literal('password'),
      ...client,
      username: z.string(),
      password: z.string().meta({ format: 'password' }),
    })
    .meta({ id: 'PasswordGrant' }),
  z
    .object({ grant_type: z.literal('refresh_token'), ...client, refresh_token: z.string() })
    .meta({ id: 'RefreshGrant' }),
]);

const headers = {
  Deprecation: z
    .string()
    .optional()
    .meta({
      description: 'RFC 9745. Sent with the grant `password`.',
      examples: ['@1735689600'],
    }),
};

/** The token endpoint of the contract `realm`. */
export const realm: readonly Endpoint[] = [
  {
    id: 'getRealmToken',
    path: tokenPathOf(contract),
    method: 'post',
    tag: contract.name,
    summary: 'Log a user in, or refresh the login',
    description:
      'Off unless an operator enables it. A refresh token works once, and the response has the next one.',
    security: [{ certificate: [] }, {}],
    content: {
      'application/x-www-form-urlencoded': {
        schema: form,
        example: {
          grant_type: 'password',
          client_id: 'integration-api',
          username: 'ana@loja.example',
          password: '...',
        },
      },
    },
    success: { status: 200, description: 'The tokens of the login.', body: token, headers },
    errors: errorTable(
      { ...oauthErrors, toResponse: toRealmRefusalResponse, headers },
      refusalReasons,
      [404],
    ),
    golden: goldenResponsesIn('test/contracts/realm/golden'),
  },
];
