import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A response, as far as an OpenAPI document describes it. */
export interface DescribedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Server {
  readonly description: string;
}

interface Operation {
  readonly servers?: readonly Server[];
  readonly responses: Readonly<Record<string, ResponseOrReference>>;
}

interface Document {
  readonly servers: readonly Server[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses?: Readonly<Record<string, Response>> };
}

interface Response {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: object }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

type ResponseOrReference = Response & { readonly $ref?: string };

const load = async (name: string): Promise<Document> =>
  JSON.parse(
    await readFile(join(import.meta.dirname, `../../docs/openapi/${name}.json`), 'utf8'),
  ) as Document;

const names = ['admin', 'self-service', 'tokens'];
const documents = await Promise.all(names.map(async (name) => ({ name, document: await load(name) })));
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
for (const { name, document } of documents) ajv.addSchema(closed(document) as object, name);

/**
 * Closes every object that lists its properties: the document lets a client accept fields that a later
 * release adds, and this test must not.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  const isObject = 'properties' in schema && !('additionalProperties' in schema);
  return Object.fromEntries([...entries, ...(isObject ? [['additionalProperties', false] as const] : [])]);
}

const validators = new Map<string, ValidateFunction>();
const validatorOf = (pointer: string): ValidateFunction => {
  const known = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
  validators.set(pointer, known);
  return known;
};

const escape = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Finds the documented path that a path of a request matches: the one with the fewest parameters. */
const pathIn = (document: Document, path: string): string | undefined =>
  Object.keys(document.paths)
    .filter((known) => new RegExp(`^${known.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .toSorted((one, other) => one.split('{').length - other.split('{').length)[0];

const isServedAt = (listener: string, servers: readonly Server[]): boolean =>
  servers.some(({ description }) => description.toLowerCase().startsWith(`the ${listener} listener`));

/** Headers that every HTTP response may have, or that this gateway gives every response. */
const everywhere = [
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'pragma',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'x-content-type-options',
];

const assertHeaders = (
  where: string,
  pointer: string,
  described: Response,
  response: DescribedResponse,
): void => {
  const known = Object.entries(described.headers ?? {});
  for (const [name, { required }] of known) {
    const value = response.headers[name.toLowerCase()];
    if (value === undefined && required !== true) continue;
    if (value === undefined) throw new Error(`${where} lacks the header ${name} of its OpenAPI document`);
    const validate = validatorOf(`${pointer}/headers/${escape(name)}/schema`);
    if (!validate(String(value)))
      throw new Error(`${where}: the header ${name} ${ajv.errorsText(validate.errors)}`);
  }
  const names = [...everywhere, ...known.map(([name]) => name.toLowerCase())];
  const unknown = Object.keys(response.headers).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`${where} has the header ${unknown}, which its OpenAPI document does not describe`);
};

const assertBody = (
  where: string,
  pointer: string,
  described: Response,
  response: DescribedResponse,
): void => {
  const mediaType = String(response.headers['content-type']).split(';')[0] ?? '';
  if (!described.content && response.body === '') return;
  if (!described.content?.[mediaType])
    throw new Error(`${where} has ${mediaType}, which its OpenAPI document does not describe`);
  if (!mediaType.endsWith('json')) return;
  const validate = validatorOf(`${pointer}/content/${escape(mediaType)}/schema`);
  if (!validate(JSON.parse(response.body)))
    throw new Error(`${where}: ${ajv.errorsText(validate.errors)} in ${response.body}`);
};

/**
 * Throws when a document of the listener has the route and does not describe the response: its status, its media type,
 * a header, or a field of its body.
 */
export const assertDescribed = (
  listener: string,
  method: string,
  url: string,
  response: DescribedResponse,
): void => {
  const [path = ''] = url.split('?');
  for (const { name, document } of documents) {
    const known = pathIn(document, path);
    const operation = known === undefined ? undefined : document.paths[known]?.[method.toLowerCase()];
    if (known === undefined || !operation || !isServedAt(listener, operation.servers ?? document.servers))
      continue;
    const status = String(response.status);
    const where = `${method} ${known} ${status}`;
    const given = operation.responses[status];
    if (!given) throw new Error(`${where} is not in the OpenAPI document ${name}: ${response.body}`);
    const pointer = `${name}${given.$ref ?? `#/paths/${escape(known)}/${method.toLowerCase()}/responses/${status}`}`;
    const described =
      given.$ref === undefined ? given : document.components.responses?.[given.$ref.split('/').at(-1) ?? ''];
    assertHeaders(where, pointer, described ?? {}, response);
    assertBody(where, pointer, described ?? {}, response);
  }
};
