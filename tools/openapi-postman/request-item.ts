import type { DocumentedOperation, DocumentedParameter, OpenapiDocument } from './openapi-document.js';
import { checkResponse, type CollectionEvent } from './scripts.js';
import { forgottenAfter, savedFrom, variablesFor } from './variables.js';

/** A part of a request that the collection names and the user may switch on. */
interface Field {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly disabled?: true;
}

/** One request of the collection. */
export interface RequestItem {
  readonly name: string;
  readonly event: readonly CollectionEvent[];
  readonly request: object;
}

/** What the examples of bodies stand for: variables of the environment. */
const ofEnvironment: Readonly<Record<string, string>> = {
  'account-7-1a2b3c4d': '{{clientId}}',
  'your-client-secret': '{{clientSecret}}',
  'ana@loja.example': '{{username}}',
  '...': '{{password}}',
  'eyJ...': '{{merchantToken}}',
};

/** Route and operation of a request, and the variable with the address of its listener. */
export interface RequestParts {
  readonly document: OpenapiDocument;
  readonly path: string;
  readonly method: string;
  readonly operation: DocumentedOperation;
  readonly url: string;
  /** Whether the examples of bodies stand for the client's own credentials. */
  readonly asClient: boolean;
}

/** Returns the request of an operation, with its example as the body. */
export const requestItem = (parts: RequestParts): RequestItem => {
  const { method, operation } = parts;
  const { operationId, summary, description } = operation;
  const parameters = operation.parameters.map((one) => resolved(parts.document, one));
  const body = bodyOf(parts);
  return {
    name: summary,
    event: [checkResponse(expectedStatuses(operation), savedFrom[operationId], forgottenAfter[operationId])],
    request: {
      method: method.toUpperCase(),
      ...(description !== undefined && { description }),
      header: [
        ...(body ? [{ key: 'Content-Type', value: body.mediaType }] : []),
        ...optional(parameters, 'header'),
      ],
      url: urlOf(parts, optional(parameters, 'query')),
      ...(body && { body: body.content }),
      ...(basicPaths.includes(parts.path) && { auth: basic }),
    },
  };
};

/** The contract whose clients authenticate in the header alone. */
const basicPaths = ['/avxapi/acctmgmt-get-service-token'];
const basic = {
  type: 'basic',
  basic: [
    { key: 'username', value: '{{clientId}}', type: 'string' },
    { key: 'password', value: '{{clientSecret}}', type: 'string' },
  ],
};

/** A token that is refused, and a fault of the gateway, are not what a request of the collection is for. */
const expectedStatuses = ({ responses }: DocumentedOperation): readonly number[] =>
  Object.keys(responses)
    .map(Number)
    .filter((status) => status < 500 && status !== 401 && status !== 403 && status !== 429);

const resolved = ({ components }: OpenapiDocument, parameter: DocumentedParameter): DocumentedParameter => {
  const name = parameter.$ref?.split('/').at(-1);
  return (name !== undefined && components.parameters[name]) || parameter;
};

const optional = (parameters: readonly DocumentedParameter[], place: 'header' | 'query'): Field[] =>
  parameters
    .filter((one) => one.in === place)
    .map(({ name = '', description }) => ({
      key: name,
      value: '',
      ...(description !== undefined && { description }),
      disabled: true,
    }));

const urlOf = ({ path, url, operation }: RequestParts, query: readonly Field[]): object => {
  const segments = path.slice(1).split('/');
  const names = segments.flatMap((segment) => /^\{(\w+)\}$/.exec(segment)?.[1] ?? []);
  const variables = variablesFor(path, names, operation.operationId);
  const written = segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1'));
  return {
    raw: `{{${url}}}/${written.join('/')}`,
    host: [`{{${url}}}`],
    path: written,
    ...(query.length > 0 && { query }),
    ...(names.length > 0 && {
      variable: names.map((key, index) => ({ key, value: `{{${variables[index] ?? ''}}}` })),
    }),
  };
};

const bodyOf = ({ operation, asClient }: RequestParts) => {
  const [first] = Object.entries(operation.requestBody?.content ?? {});
  if (!first) return null;
  const [mediaType, { example = {} }] = first;
  const fields = Object.entries(example).map(([name, value]) => {
    const variable = asClient && typeof value === 'string' ? ofEnvironment[value] : undefined;
    return [name, variable ?? value] as const;
  });
  const content =
    mediaType === 'application/json'
      ? {
          mode: 'raw',
          raw: JSON.stringify(Object.fromEntries(fields), null, 2),
          options: { raw: { language: 'json' } },
        }
      : {
          mode: 'urlencoded',
          urlencoded: fields.map(([key, value]) => ({
            key,
            value: typeof value === 'string' ? value : JSON.stringify(value),
          })),
        };
  return { mediaType, content };
};
