import { overlapsPrefix, type PathTemplate } from './path-template.js';

/**
 * The gateway's own paths at the listeners, and those that must never be reachable there. NGINX
 * prefers a pattern to a folder (`location /api/account/`), so an API with `/{a}/{b}/{c}` would get
 * the merchants' own requests, tokens included.
 */
const reservedPaths = [
  '/api/auth/',
  '/api/account',
  '/api/admin',
  '/oauth/',
  '/.well-known/',
  '/auth/realms/',
  '/avxapi/',
  '/internal/',
  '/healthz/',
  '/openapi/',
  '/_err/',
  '/_gateway/',
] as const;

/**
 * Returns the gateway's path that a template would match too, or `null`. A path that ends in a
 * slash stands for everything below it.
 */
export const reservedBy = (template: PathTemplate): string | null =>
  reservedPaths.find((path) => {
    const below = path.endsWith('/');
    const prefix = path.split('/').slice(1, below ? -1 : undefined);
    const longEnough = template.segments.length >= prefix.length + (below ? 1 : 0);
    return longEnough && overlapsPrefix(template.segments, prefix);
  }) ?? null;
