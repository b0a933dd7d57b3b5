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

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, ResponseOrReference>> }>>
    >
  >;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

type ResponseOrReference = Response & { readonly $ref?: string };

const load = async (name: string): Promise<Document> =>
  JSON.parse(
    await readFile(join(import.meta.dirname, `../../docs/openapi/${name}.json`), 'utf8'),
  ) as Document;

const documents = [await load('admin')];
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
documents.forEach((document, index) =>
  ajv.addSchema(closed(document) as object, `document-${String(index)}`),
);

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

/**
 * Throws when the listener's document has the route and does not describe the response: its status, its media type, or
 * a field of its body.
 */
export const assertDescribed = (
  listener: string,
  method: string,
  url: string,
  response: DescribedResponse,
): void => {
  if (listener !== 'admin') return;
  const [path = ''] = url.split('?');
  documents.forEach((document, index) => {
    const known = pathIn(document, path);
    const operation = known === undefined ? undefined : document.paths[known]?.[method.toLowerCase()];
    if (known === undefined || !operation) return;
    const where = `${method} ${known}`;
    const status = String(response.status);
    const given = operation.responses[status];
    if (!given) throw new Error(`${where} answers ${status}, which its OpenAPI document does not describe`);
    const pointer = given.$ref ?? `#/paths/${escape(known)}/${method.toLowerCase()}/responses/${status}`;
    const described =
      given.$ref === undefined ? given : document.components.responses[given.$ref.split('/').at(-1) ?? ''];
    const mediaType = String(response.headers['content-type']).split(';')[0] ?? '';
    if (!described?.content?.[mediaType])
      throw new Error(
        `${where} answers ${status} with ${mediaType}, which its OpenAPI document does not describe`,
      );
    if (!mediaType.endsWith('json')) return;
    const validate = validatorOf(`document-${String(index)}${pointer}/content/${escape(mediaType)}/schema`);
    if (!validate(JSON.parse(response.body)))
      throw new Error(`${where} ${status}: ${ajv.errorsText(validate.errors)} in ${response.body}`);
  });
};
