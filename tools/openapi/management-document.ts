import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { changeQuery } from '../../src/http/problem-details/dry-run-query.js';
import { dryRun } from '../openapi-bodies/dry-run.js';
import type { ErrorStatus, Operation, Success, Tag } from './operation.js';
import { errorResponses } from './problem.js';

/** One of the management APIs. */
export interface ManagementApi {
  readonly title: string;
  readonly description: string;
  /** Without a slash at its end, such as `/api/admin`. */
  readonly prefix: string;
  readonly tags: readonly Tag[];
}

const pathParameters: Readonly<Record<string, z.ZodString>> = {
  account: z.string().meta({ description: 'The id of the account.', examples: ['7'] }),
  clientId: z.string().meta({ examples: ['account-7-1a2b3c4d'] }),
  secretId: z.string().meta({ examples: ['12'] }),
  fingerprint: z.string().meta({ description: 'SHA-256 of the DER in hex, or its first 8 digits or more.' }),
  kid: z.string(),
  username: z.string().meta({ examples: ['ana@loja.example'] }),
  requestId: z.string().meta({ description: '`requestId` of the error, or the header `X-Request-Id`.' }),
};

const always: readonly ErrorStatus[] = [400, 401, 403, 429, 500, 503];

const isChange = (method: string): boolean => method !== 'get';

const errorsOf = (
  method: string,
  names: readonly string[],
  { body, errors = [] }: Operation,
): ErrorStatus[] => [
  ...always,
  ...errors,
  ...(names.length > 0 ? ([404] as const) : []),
  ...(isChange(method) ? ([409, 412, 422] as const) : []),
  ...(body ? ([413, 415] as const) : []),
];

const requestHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .optional()
    .meta({
      param: { id: 'IdempotencyKey' },
      description: 'A repeat under the same key within 24 hours changes nothing and gets the same answer.',
    }),
  'If-Match': z
    .string()
    .optional()
    .meta({
      param: { id: 'IfMatch' },
      description: 'The `ETag` of the account: the change is made only if nothing else changed it.',
      examples: ['"3"'],
    }),
});

const responseHeaders = ({ etag }: Success, method: string) =>
  z.object({
    'X-Request-Id': z.string(),
    ...(etag && { ETag: z.string().meta({ description: 'The version of the account.', examples: ['"3"'] }) }),
    ...(isChange(method) && { 'Idempotency-Replayed': z.literal('true').optional() }),
  });

const queryOf = (method: string, query: z.ZodObject = z.strictObject({})): z.ZodObject =>
  isChange(method) ? z.strictObject({ ...query.shape, ...changeQuery.shape }) : query;

/** The successful responses of a route; `dryRun=true` gets 200 from every change. */
const successes = (method: string, success: Success) => {
  const { status, description, mediaType = 'application/json', body } = success;
  const headers = responseHeaders(success, method);
  const alone = { description, headers, content: { [mediaType]: { schema: body } } };
  if (!isChange(method)) return { [String(status)]: alone };
  const shown = { 'application/json': { schema: dryRun } };
  const either = { 'application/json': { schema: z.union([body, dryRun]) } };
  return status === 201
    ? { '200': { description: 'What the change would do (`dryRun=true`).', content: shown }, '201': alone }
    : { '200': { description, headers: headers.partial(), content: either } };
};

const toOperation = (
  tag: string,
  [method, path]: readonly [string, string],
  operation: Operation,
): ZodOpenApiOperationObject => {
  const { id, summary, description, query, body, example, success } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inPath = Object.fromEntries(
    names.map((name) => {
      const schema = pathParameters[name];
      if (!schema) throw new Error(`The path parameter ${name} is not described.`);
      return [name, schema];
    }),
  );
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    requestParams: {
      ...(names.length > 0 && { path: z.object(inPath) }),
      ...((query ?? isChange(method)) && { query: queryOf(method, query) }),
      ...(isChange(method) && { header: requestHeaders }),
    },
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: body, ...(example !== undefined && { example }) } },
      },
    }),
    responses: {
      ...successes(method, success),
      ...errorResponses(errorsOf(method, names, operation)),
    },
  };
};

const toPaths = ({ prefix, tags }: ManagementApi): ZodOpenApiPathsObject => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { name, operations } of tags)
    for (const [route, operation] of Object.entries(operations)) {
      const [verb = '', path = ''] = route.split(' ');
      const method = verb.toLowerCase();
      (paths[`${prefix}${path}`] ??= {})[method] = toOperation(name, [method, path], operation);
    }
  return paths;
};

/** Builds the OpenAPI document of a management API. */
export const managementDocument = (api: ManagementApi): object =>
  createDocument({
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: '1',
      description: api.description,
      license: { name: 'UNLICENSED, all rights with the owner', identifier: 'LicenseRef-UNLICENSED' },
    },
    servers: [{ url: 'https://{host}', variables: { host: { default: 'localhost:9443' } } }],
    security: [{ certificate: [], bearer: [] }],
    tags: api.tags.map(({ name, description }) => ({ name, description })),
    paths: toPaths(api),
    components: {
      securitySchemes: {
        certificate: {
          type: 'mutualTLS',
          description: 'The client certificate to which the token is bound (RFC 8705).',
        },
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of the contract `avista`.' },
      },
    },
  });
