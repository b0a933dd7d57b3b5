import { z } from 'zod';
import type { ScopeMap, WrittenRoute } from './route-rule.js';

/** One API's part of the route table, as `portaria routes import` wrote it. */
export interface RouteFile {
  readonly api: string;
  readonly scopeMap: ScopeMap;
  readonly routes: readonly WrittenRoute[];
}

const routesMax = 2000;
const segmentsMax = 32;

/** RFC 6749 section 3.3: nothing in it could end a header's quotes. */
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'must be a scope: printable ASCII without blank, " and \\');
const path = z
  .string()
  .max(1000, 'must not exceed 1000 characters')
  .regex(
    /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@]+|\{[^{}/]+\})?)+$/,
    'must be segments of plain characters or of one {parameter} each',
  )
  .refine((text) => !text.includes('//'), 'must not have an empty segment')
  .refine((text) => !/\/\.{1,2}(\/|$)/.test(text), 'must not have a dot segment')
  .refine((text) => text.split('/').length <= segmentsMax, `must not have more than ${segmentsMax} segments`);

const schema = z.object({
  api: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be 1 to 32 characters of a-z 0-9 - and begin with a letter'),
  scopeMap: z.record(scope, z.array(scope)).default({}),
  routes: z
    .array(
      z.object({
        method: z.enum(
          ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
          'must be a method that NGINX lets through, in capitals',
        ),
        path,
        // No alternative at all would be a route that nobody may use: a mistake, not a rule.
        scopes: z
          .array(z.array(scope))
          .min(1, 'must have one alternative at least; [[]] needs a token alone'),
      }),
    )
    .max(routesMax, `must not be more than ${routesMax}`),
});

/** What a file says, or every problem of it, each beginning with the file's name. */
export const parseRouteFile = (
  name: string,
  text: string,
): { readonly file: RouteFile } | { readonly problems: readonly string[] } => {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map((issue) => `${name}: ${placeOf(issue.path)}${issue.message}`),
    };
  return `${parsed.data.api}.routes.json` === name
    ? { file: parsed.data }
    : {
        problems: [`${name}: api: is ${parsed.data.api}, so the file must be ${parsed.data.api}.routes.json`],
      };
};

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'must be a JSON object as portaria routes import writes it; ' : `${path.join('.')}: `;

const jsonOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
};
