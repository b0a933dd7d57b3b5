import { stringify } from 'yaml';
import { type ImportedRoutes, importRoutes, type RouteInput } from '../../src/route-import/import-routes.js';

type Json = Readonly<Record<string, unknown>>;

/** A scheme of each kind; `oauth` lists its scopes. */
export const securitySchemes = {
  oauth: {
    type: 'oauth2',
    flows: {
      clientCredentials: {
        tokenUrl: 'https://a.example/t',
        scopes: { 'a.read': '', 'a.write': '', 'b.read': '' },
      },
    },
  },
  openid: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example/' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
};

export const reads = { security: [{ oauth: ['a.read'] }] };
export const writes = { security: [{ oauth: ['a.write'] }] };

/** An OpenAPI document with these paths, as an object. */
export const documentOf = (paths: Json, more: Json = {}): Json => ({
  openapi: '3.1.0',
  info: { title: 'Small', version: '1.2.3' },
  components: { securitySchemes },
  paths,
  ...more,
});

/** Imports an object as if it were a file. */
export const imported = (document: Json | string, input: Partial<RouteInput> = {}): ImportedRoutes =>
  importRoutes({
    document: typeof document === 'string' ? document : stringify(document, { aliasDuplicateObjects: false }),
    upstream: 'http://127.0.0.1:9000',
    ...input,
  });

/** `GET /a`: the scopes that it needs. */
export const rulesIn = ({ table }: ImportedRoutes): Record<string, unknown> =>
  Object.fromEntries(table.routes.map(({ method, path, scopes }) => [`${method} ${path}`, scopes]));
