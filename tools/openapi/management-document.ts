import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { changeQuery } from '../../src/http/problem-details/dry-run-query.js';
import { waiting } from '../openapi-bodies/approval.js';
import { dryRun } from '../openapi-bodies/dry-run.js';
import { examplesOf, type GoldenResponse, goldenResponsesIn } from './golden-responses.js';
import { type DescribedListener, information, serverAt } from './information.js';
import { acceptLanguage, contentLanguage } from './language-headers.js';
import type { ErrorStatus, Operation, Tag } from './operation.js';
import { pathParametersIn } from './path-parameters.js';
import { meanings, problemResponses } from './problem.js';
import { requestIdHeader } from './response-headers.js';

/** One of the management APIs. */
export interface ManagementApi {
  readonly title: string;
  readonly description: string;
  /** Without a slash at its end, such as `/api/admin`. */
  readonly prefix: string;
  readonly listener: DescribedListener;
  /** Whose token it wants. */
  readonly bearer: string;
  /** What a 401 means here. */
  readonly unauthorized: string;
  /** Whether `dryRun=true` shows what a change would do. */
  readonly hasDryRuns: boolean;
  /** The routes whose change may wait for approval, such as `POST /operators`. */
  readonly waiting?: ReadonlySet<string>;
  /** Statuses of errors that every route may answer. */
  readonly errors: readonly ErrorStatus[];
  /** Headers of every response beside the request id. */
  readonly headers: z.ZodRawShape;
  /** The folder of the golden responses, each named after its operation or its status. */
  readonly golden: string;
  readonly tags: readonly Tag[];
  /** What it sends by itself, by the kind of the event. */
  readonly webhooks?: ZodOpenApiPathsObject;
  /** The scope that each route needs. An API without has routes for every token that it accepts. */
  readonly scopes?: ReadonlyMap<string, string>;
}

interface Parts {
  readonly api: ManagementApi;
  readonly golden: readonly GoldenResponse[];
  readonly errorResponses: ReturnType<typeof problemResponses>;
}

const isChange = (method: string, { issuesToken, readsOnly }: Operation): boolean =>
  method !== 'get' && !issuesToken && !readsOnly;

const errorsOf = (
  { errors: always }: ManagementApi,
  route: { readonly method: string; readonly path: string },
  operation: Operation,
): ErrorStatus[] => [
  ...always,
  ...(operation.errors ?? []),
  ...(route.path.includes('{') ? ([404] as const) : []),
  ...(isChange(route.method, operation) ? ([409, 412, 422] as const) : []),
  ...(operation.body ? ([413, 415] as const) : []),
];

const requestHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      param: { id: 'IdempotencyKey' },
      description:
        'If you repeat a request with the same key within 24 hours, nothing changes and you get the same response.',
    }),
  'If-Match': z
    .string()
    .optional()
    .meta({
      param: { id: 'IfMatch' },
      description: 'The `ETag` of the account. The change is made only if the account has not changed since.',
      examples: ['"3"'],
    }),
});

const headersOf = (method: string, operation: Operation) => {
  if (isChange(method, operation)) return { header: requestHeaders };
  return operation.hasLanguages ? { header: z.object(acceptLanguage) } : {};
};

const queryOf = ({ hasDryRuns }: ManagementApi, method: string, operation: Operation) =>
  isChange(method, operation) && hasDryRuns
    ? z.strictObject({ ...operation.query?.shape, ...changeQuery.shape })
    : operation.query;

/** The successful responses of a route; where there are dry runs, they get 200 from every change. */
const successes = ({ api, golden }: Parts, method: string, operation: Operation) => {
  const { id, success } = operation;
  const { status, description, mediaType = 'application/json', body } = success;
  const headers = responseHeaders(api, operation, method);
  const ofOperation = golden.filter(({ name }) => name === id || name.startsWith(`${id}-`));
  const media = (schema: z.ZodType, code: number, type = mediaType) => ({
    [type]: { schema, ...examplesOf(ofOperation, String(code), type) },
  });
  const alone = { description, headers, content: media(body, status) };
  if (!isChange(method, operation) || !api.hasDryRuns) return { [String(status)]: alone };
  return status === 201
    ? {
        '200': {
          description: 'With `dryRun=true`: what the change would do.',
          headers: z.object({ ...requestIdHeader, ...api.headers }),
          content: media(dryRun, 200, 'application/json'),
        },
        '201': alone,
      }
    : { '200': { ...alone, headers: headers.partial(), content: media(z.union([body, dryRun]), 200) } };
};

/** The response to a change that waits for approval. */
const waits = (
  { api, golden }: Parts,
  { method, path }: { readonly method: string; readonly path: string },
): ZodOpenApiResponsesObject => {
  if (!api.waiting?.has(`${method.toUpperCase()} ${path}`)) return {};
  const ofWaits = golden.filter(({ name }) => name === 'waitsForApproval');
  return {
    '202': {
      description:
        'With `PORTARIA_APPROVAL=on`: nothing was changed yet, the change waits for another operator.',
      headers: z.object({
        ...requestIdHeader,
        ...api.headers,
        'Idempotency-Replayed': z.literal('true').optional(),
      }),
      content: {
        'application/json': { schema: waiting, ...examplesOf(ofWaits, '202', 'application/json') },
      },
    },
  };
};

const responseHeaders = (api: ManagementApi, operation: Operation, method: string) =>
  z.object({
    ...requestIdHeader,
    ...api.headers,
    ...(operation.hasLanguages && contentLanguage),
    ...(operation.success.etag && {
      ETag: z.string().meta({ description: 'The version of the account.', examples: ['"3"'] }),
    }),
    ...(isChange(method, operation) && {
      'Idempotency-Replayed': z
        .literal('true')
        .optional()
        .meta({ description: 'The change was made by an earlier request with the same `Idempotency-Key`.' }),
    }),
  });

const scopeSentence = (scope: string): string =>
  scope === 'any' ? 'Needs any scope of operators.' : `Needs the scope \`${scope}\`.`;

const toOperation = (
  parts: Parts,
  tag: string,
  route: { readonly method: string; readonly path: string },
  operation: Operation,
): ZodOpenApiOperationObject => {
  const { api, errorResponses } = parts;
  const { method, path } = route;
  const { id, summary, body, example } = operation;
  const scope = api.scopes?.get(`${method.toUpperCase()} ${path}`);
  const description = [operation.description, scope && scopeSentence(scope)].filter(Boolean).join('\n\n');
  const query = queryOf(api, method, operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== '' && { description }),
    ...(scope !== undefined && { security: [{ certificate: [], bearer: scope === 'any' ? [] : [scope] }] }),
    requestParams: {
      ...pathParametersIn(path),
      ...(query && { query }),
      ...headersOf(method, operation),
    },
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: body, ...(example !== undefined && { example }) } },
      },
    }),
    responses: {
      ...successes(parts, method, operation),
      ...waits(parts, route),
      ...errorResponses(errorsOf(api, route, operation)),
    },
  };
};

const toPaths = (parts: Parts): ZodOpenApiPathsObject => {
  const { prefix, tags } = parts.api;
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { name, operations } of tags)
    for (const [route, operation] of Object.entries(operations)) {
      const [verb = '', path = ''] = route.split(' ');
      const method = verb.toLowerCase();
      (paths[`${prefix}${path}`] ??= {})[method] = toOperation(parts, name, { method, path }, operation);
    }
  return paths;
};

/** Builds the OpenAPI document of a management API. */
export const managementDocument = (api: ManagementApi): object => {
  const golden = goldenResponsesIn(api.golden);
  const ofProblems = golden.filter(({ name }) => name.startsWith('problem-'));
  const errorResponses = problemResponses({
    meanings: { ...meanings, 401: api.unauthorized },
    headers: api.headers,
    golden: ofProblems,
  });
  return createDocument({
    openapi: '3.1.1',
    info: information(api.title, api.description),
    servers: [serverAt(api.listener)],
    security: [{ certificate: [], bearer: [] }],
    tags: api.tags.map(({ name, description }) => ({ name, description })),
    paths: toPaths({ api, golden, errorResponses }),
    ...(api.webhooks && { webhooks: api.webhooks }),
    components: {
      securitySchemes: {
        certificate: {
          type: 'mutualTLS',
          description: 'The client certificate to which the token is bound (RFC 8705).',
        },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: api.bearer },
      },
    },
  });
};
