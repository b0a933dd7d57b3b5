import { z } from 'zod';
import type { CertificateHolderRefusalsBody } from '../../src/contracts/avista/certificate-holder-refusals-body.js';
import { avista as contract } from '../../src/contracts/avista/contract.js';
import { toAvistaRefusalResponse } from '../../src/contracts/avista/refusals.js';
import { avistaTokenBody } from '../../src/contracts/avista/request.js';
import type { AvistaToken } from '../../src/contracts/avista/response.js';
import type { Whoami } from '../../src/contracts/avista/whoami.js';
import { goldenResponsesIn } from '../openapi/golden-responses.js';
import { acceptLanguage, contentLanguage } from '../openapi/language-headers.js';
import { mainError } from '../openapi/nginx-error.js';
import { expiryHeaders } from '../openapi/response-headers.js';
import type { Wire } from '../openapi/wire.js';
import { fingerprint, time } from '../openapi-bodies/fields.js';
import { type Endpoint, tokenPathOf } from './endpoint.js';
import { type ContractErrors, errorTable } from './error-table.js';
import { accessToken, clientId, clientSecret, lifetime } from './fields.js';
import { allListeners, inBody } from './security.js';

const token = z
  .object({ access_token: accessToken, token_type: z.literal('Bearer'), expires_in: lifetime })
  .meta({ id: 'Token' }) satisfies z.ZodType<AvistaToken>;

const whoami = z
  .object({
    subject: z.string(),
    issuer: z.string(),
    serialNumber: z.string(),
    fingerprint,
    keyType: z.string().meta({ examples: ['RSA-2048'] }),
    notBefore: time,
    notAfter: time,
    daysLeft: z.int().meta({ description: 'Whole days left. Negative if it has expired.' }),
    trusted: z.boolean().meta({ description: 'Whether the gateway accepts the certificate and its chain.' }),
    reason: z
      .string()
      .exactOptional()
      .meta({ description: 'Why it is not trusted, in the words of OpenSSL.' }),
    linked: z.boolean().meta({ description: 'Whether it is linked to any account.' }),
    accountIds: z
      .array(z.string())
      .meta({ description: 'The accounts that it is linked to: at most 20.', examples: [['7']] }),
    clientIdLinked: z.boolean().exactOptional().meta({
      description:
        'Whether the client id of the query is of one of these accounts. Only if the query has one.',
    }),
    tls: z.object({ version: z.string(), cipher: z.string() }),
  })
  .meta({ id: 'Whoami' }) satisfies z.ZodType<Whoami>;

const certificateHolderRefusals = z
  .object({
    requestId: z.string(),
    items: z
      .array(
        z.object({
          at: time,
          contract: z.string(),
          reason: z.string(),
          happened: z.string(),
          wouldPass: z.string(),
          next: z.string(),
        }),
      )
      .meta({ description: 'Empty if the cause may not be shown to you.' }),
    hint: z.string().exactOptional(),
  })
  .meta({ id: 'CertificateHolderRefusalsBody' }) satisfies z.ZodType<Wire<CertificateHolderRefusalsBody>>;

const problemIn = z.object({ code: z.string(), message: z.union([z.string(), z.array(z.string())]) });

const errors: ContractErrors = {
  toResponse: toAvistaRefusalResponse,
  schema: mainError,
  read: (body) => {
    const { code, message } = problemIn.parse(body);
    return { code, sentence: [message].flat().join('; ') };
  },
};

const ofCertificate = [
  'certificate_missing',
  'certificate_malformed',
  'overloaded',
  'unavailable',
  'internal',
] as const;

const { shape } = avistaTokenBody;
/** The schema that reads the body, with what its functions check as patterns. */
const body = avistaTokenBody
  .extend({
    clientId: clientId.pipe(shape.clientId),
    clientSecret: clientSecret.pipe(shape.clientSecret),
  })
  .meta({ id: 'TokenRequest', description: 'Other fields are ignored.' });

/** The endpoints of the contract `avista`. */
export const avista: readonly Endpoint[] = [
  {
    id: 'getToken',
    path: tokenPathOf(contract),
    method: 'post',
    tag: contract.name,
    summary: 'Get a token',
    description:
      'Requires client id, client secret and client certificate. At the admin listener, operators get tokens for the admin API.',
    security: inBody,
    servers: allListeners,
    content: {
      'application/json': {
        schema: body,
        example: { clientId: 'account-7-1a2b3c4d', clientSecret: 'your-client-secret' },
      },
    },
    success: { status: 201, description: 'The token.', body: token, headers: expiryHeaders },
    errors: errorTable(errors),
    golden: goldenResponsesIn('test/contracts/avista/golden'),
  },
  {
    id: 'whoami',
    path: '/api/auth/whoami',
    method: 'get',
    tag: contract.name,
    summary: 'Show the presented certificate',
    description: 'Call this first when your program gets no token. It needs only a certificate.',
    security: [{ certificate: [] }],
    query: z.object({
      clientId: clientId
        .exactOptional()
        .meta({ description: 'Asks whether this client id belongs to an account of the certificate.' }),
    }),
    success: { status: 200, description: 'The presented certificate.', body: whoami },
    errors: errorTable(errors, ofCertificate),
    golden: goldenResponsesIn('test/openapi/golden/tokens/whoami'),
  },
  {
    id: 'explainRefusedRequest',
    path: '/api/auth/refusals/{requestId}',
    method: 'get',
    tag: contract.name,
    summary: 'Explain a rejected token request',
    description: 'Requires the certificate that the rejected request presented, but no token.',
    security: [{ certificate: [] }],
    requestHeaders: z.object(acceptLanguage),
    success: {
      status: 200,
      description: 'The cause, if it may be shown to you.',
      body: certificateHolderRefusals,
      headers: contentLanguage,
    },
    errors: errorTable(
      {
        ...errors,
        meanings: { 404: 'No rejected request with this id presented this certificate.' },
      },
      ['malformed_request', ...ofCertificate],
      [404],
    ),
    golden: goldenResponsesIn('test/openapi/golden/tokens/refusal'),
  },
];
