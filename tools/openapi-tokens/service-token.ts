import { z } from 'zod';
import { serviceToken as contract } from '../../src/contracts/service-token/contract.js';
import { toServiceTokenRefusalResponse } from '../../src/contracts/service-token/refusals.js';
import type { Envelope } from '../../src/contracts/service-token/response.js';
import { goldenResponsesIn } from '../openapi/golden-responses.js';
import { expiryHeaders } from '../openapi/response-headers.js';
import { type Endpoint, tokenPathOf } from './endpoint.js';
import { type ContractErrors, errorTable } from './error-table.js';

const envelopeShape = {
  response: z.string().nullable().meta({ description: 'The token, a JWT. Null if the request was refused.' }),
  message: z.string().nullable(),
  appStatusCode: z.string().nullable().meta({ description: 'A stable code that your program may compare.' }),
  tags: z.strictObject({}),
  headers: z.null(),
};
const envelope = z.object(envelopeShape).meta({ id: 'Envelope' }) satisfies z.ZodType<Envelope>;

const grant = z
  .object({
    grant_type: z.string().regex(/^[Cc][Ll][Ii][Ee][Nn][Tt]_[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]$/),
  })
  .meta({ id: 'ServiceTokenGrant' });
const example = { grant_type: 'Client_Credentials' };

const refused = z.object({ appStatusCode: z.string(), message: z.string() });
const errors: ContractErrors = {
  toResponse: toServiceTokenRefusalResponse,
  schema: envelope,
  read: (body) => {
    const { appStatusCode: code, message: sentence } = refused.parse(body);
    return { code, sentence };
  },
};

/** The token endpoint of the contract `service-token`. */
export const serviceToken: readonly Endpoint[] = [
  {
    id: 'getServiceToken',
    path: tokenPathOf(contract),
    method: 'post',
    tag: contract.name,
    summary: 'Get a service token',
    description: 'Off unless an operator enables it. The query (`gwsource`) is ignored.',
    security: [{ certificate: [], clientBasic: [] }, { clientBasic: [] }],
    content: {
      'application/x-www-form-urlencoded': { schema: grant, example },
      'application/json': { schema: grant, example },
    },
    success: {
      status: 200,
      description: 'The token, in the published envelope.',
      body: envelope,
      headers: expiryHeaders,
    },
    errors: errorTable(errors, undefined, [404]),
    golden: goldenResponsesIn('test/contracts/service-token/golden'),
  },
];
