import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Contract } from '../../src/contracts/contract.js';
import { examplesOf, type GoldenResponse } from '../openapi/golden-responses.js';
import { pathParametersIn } from '../openapi/path-parameters.js';
import { requestIdHeader } from '../openapi/response-headers.js';
import type { ErrorTable } from './error-table.js';

type Content = NonNullable<ZodOpenApiOperationObject['requestBody']>['content'];
type SecurityRequirements = NonNullable<ZodOpenApiOperationObject['security']>;

/** The description of one endpoint: everything about it that its contract does not say. */
export interface Endpoint {
  readonly id: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly method: 'get' | 'post';
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly security: SecurityRequirements;
  readonly servers?: NonNullable<ZodOpenApiOperationObject['servers']>;
  readonly requestHeaders?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly content?: Content;
  readonly success: {
    readonly status: 200 | 201;
    readonly description: string;
    readonly body: z.ZodType;
    readonly headers?: z.ZodRawShape;
  };
  /** 304: what an `If-None-Match` gets. */
  readonly isCacheable?: true;
  readonly errors: ErrorTable;
  readonly golden: readonly GoldenResponse[];
}

const json = 'application/json';

/** Returns the path of a contract's token endpoint, with its parameters in braces. */
export const tokenPathOf = ({ name, tokens }: Contract): string => {
  if (!tokens) throw new Error(`The contract ${name} issues no tokens.`);
  return tokens.endpoint.path.replace(/:(\w+)/g, '{$1}');
};

/** Returns the operation of an endpoint, with the golden responses as its examples. */
export const toOperation = (endpoint: Endpoint): ZodOpenApiOperationObject => {
  const { id, path, tag, summary, description, security, servers, requestHeaders, query, content } = endpoint;
  const { status, body, headers = {}, description: meaning } = endpoint.success;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security,
    ...(servers && { servers }),
    requestParams: {
      ...pathParametersIn(path),
      ...(requestHeaders && { header: requestHeaders }),
      ...(query && { query }),
    },
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      [String(status)]: {
        description: meaning,
        headers: z.object({ ...requestIdHeader, ...headers }),
        content: { [json]: { schema: body, ...examplesOf(endpoint.golden, String(status), json) } },
      },
      ...(endpoint.isCacheable && {
        '304': {
          description: 'Your copy is current.',
          headers: z.object({ ...requestIdHeader, ...headers }),
        },
      }),
      ...endpoint.errors(endpoint.golden),
    },
  };
};
