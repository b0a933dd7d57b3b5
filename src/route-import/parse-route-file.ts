import { z } from 'zod';
import { isScope } from '../core/accounts/account.js';
import { jsonOrNull } from '../core/shared/json-object.js';
import { readPathTemplate } from './path-template.js';
import { type RouteFile, tableBytesMax, tableFileSuffix } from './route-file.js';
import { isApiName, isAudience, methodsLetThrough, routesMax, type RouteTable } from './route-table.js';

// No character of a scope can end the quotes in a header.
const scope = z
  .string()
  .refine(isScope, 'must be a scope: 1 to 64 characters of printable ASCII without blank, " and \\');

const path = z.string().superRefine((text, context) => {
  const template = readPathTemplate(text);
  if (typeof template === 'string') context.addIssue({ code: 'custom', message: template });
});

/** Words that only people read. */
const words = z.string().default('');

const schema = z.object({
  api: z.string().refine(isApiName, 'must be 1 to 32 characters of a-z 0-9 - and begin with a letter'),
  title: words,
  version: words,
  upstream: words,
  audiences: z
    .array(
      z.string().refine(isAudience, 'must be 1 to 200 printable ASCII characters without space, " and \\'),
    )
    .default([]),
  requireBound: z.boolean().default(false),
  scopeMap: z.record(scope, z.array(scope)).default({}),
  routes: z
    .array(
      z.object({
        method: z.enum(methodsLetThrough, 'must be a method that NGINX lets through, in capitals'),
        path,
        // A rule without any alternative would be a route that no client may use: a mistake, not a
        // rule.
        scopes: z.array(z.array(scope)).min(1, 'must have at least one alternative. [[]] needs only a token'),
      }),
    )
    .max(routesMax, `must not be more than ${routesMax}`),
});

export type ParsedRouteFile = { readonly table: RouteTable } | { readonly problems: readonly string[] };

/**
 * Reads the table of a file, or returns every problem, each beginning with the name of the file.
 */
export const parseRouteFile = ({ file, text }: RouteFile): ParsedRouteFile => {
  if (Buffer.byteLength(text) > tableBytesMax)
    return { problems: [`${file}: is larger than ${tableBytesMax} bytes`] };
  const { success, data, error } = schema.safeParse(jsonOrNull(text));
  if (!success)
    return {
      problems: error.issues.map(
        ({ path: location, message }) => `${file}: ${locationOf(location)}${message}`,
      ),
    };
  const right = `${data.api}${tableFileSuffix}`;
  return right === file
    ? { table: data }
    : { problems: [`${file}: api: is ${data.api}, so the file must be ${right}`] };
};

const locationOf = (location: readonly PropertyKey[]): string =>
  location.length === 0
    ? 'must be a JSON object as portaria routes import writes it; '
    : `${location.join('.')}: `;
