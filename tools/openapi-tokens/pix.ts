import { z } from 'zod';
import type { assertionFields, clientFields } from '../../src/contracts/client-authentication.js';
import { pix as contract } from '../../src/contracts/pix/contract.js';
import type { PixToken } from '../../src/contracts/pix/response.js';
import { clientAssertionType } from '../../src/core/tokens/client-assertion.js';
import { goldenResponsesIn } from '../openapi/golden-responses.js';
import { expiryHeaders } from '../openapi/response-headers.js';
import { type Endpoint, tokenPathOf } from './endpoint.js';
import { errorTable } from './error-table.js';
import { accessToken, clientId, clientSecret, lifetime, scope } from './fields.js';
import { oauthErrors } from './oauth-errors.js';
import { inBodyOrBasic, listenersForClients } from './security.js';

const token = z
  .object({
    access_token: accessToken,
    token_type: z.literal('Bearer'),
    expires_in: lifetime,
    scope: z.string().meta({ description: 'The scopes, separated by spaces.' }),
  })
  .meta({ id: 'PixToken' }) satisfies z.ZodType<PixToken>;

const grant = { grant_type: z.literal('client_credentials'), scope };
const client = { client_id: clientId, client_secret: clientSecret } satisfies Record<
  (typeof clientFields)[number],
  z.ZodType
>;
const assertion = {
  client_assertion_type: z.literal(clientAssertionType),
  client_assertion: z
    .string()
    .meta({ description: 'A JWT that the client signed. It works once (RFC 7523).' }),
} satisfies Record<(typeof assertionFields)[number], z.ZodType>;

const basic = z
  .object(grant)
  .meta({ id: 'ClientSecretBasic', title: 'client_secret_basic: the header Authorization' });
const form = z.union([
  z.object({ ...grant, ...client }).meta({ id: 'ClientSecretPost', title: 'client_secret_post' }),
  basic,
  z
    .object({ ...grant, ...assertion, client_id: clientId.optional() })
    .meta({ id: 'PrivateKeyJwt', title: 'private_key_jwt' }),
  z
    .object({ ...grant, client_id: clientId })
    .meta({ id: 'TlsClientAuth', title: 'tls_client_auth: the certificate of the handshake' }),
]);
const json = z.union([
  z
    .object({ clientId, clientSecret, scope })
    .meta({ id: 'PublishedRequest', title: 'as published, without Authorization' }),
  basic,
]);

/** The token endpoint of the contract `pix`. */
export const pix: readonly Endpoint[] = [
  {
    id: 'getPixToken',
    path: tokenPathOf(contract),
    method: 'post',
    tag: contract.name,
    summary: 'Get a token with OAuth 2.0',
    description:
      'RFC 6749 section 4.4. Use one method of client authentication in a request. A form parameter that is sent twice is an error.',
    security: inBodyOrBasic,
    servers: listenersForClients,
    content: {
      'application/x-www-form-urlencoded': {
        schema: form,
        example: {
          grant_type: 'client_credentials',
          client_id: 'account-7-1a2b3c4d',
          client_secret: 'your-client-secret',
        },
      },
      'application/json': {
        schema: json,
        example: { clientId: 'account-7-1a2b3c4d', clientSecret: 'your-client-secret' },
      },
    },
    success: { status: 200, description: 'The token.', body: token, headers: expiryHeaders },
    errors: errorTable(oauthErrors, undefined, [404]),
    golden: goldenResponsesIn('test/contracts/pix/golden'),
  },
];
