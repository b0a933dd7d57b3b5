import { beginAlike, type PathTemplate } from './path-template.js';

/**
 * The gateway's own paths at the doors, and those that it must never show. NGINX takes a pattern before a folder
 * (`location /api/account/`), so an API with `/{a}/{b}/{c}` would get the merchants' own requests, tokens included.
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
  '/_err/',
  '/_gateway/',
] as const;

/** The gateway's path that a template would match too, or `null`. One that ends in a slash stands for what is below it. */
export const reservedBy = (template: PathTemplate): string | null =>
  reservedPaths.find((path) => {
    const below = path.endsWith('/');
    const prefix = path.split('/').slice(1, below ? -1 : undefined);
    const longEnough = template.segments.length >= prefix.length + (below ? 1 : 0);
    return longEnough && beginAlike(template.segments, prefix);
  }) ?? null;
