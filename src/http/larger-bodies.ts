import type { FastifyInstance } from 'fastify';

/**
 * Routes whose body may be larger than others', with the most bytes, as in `nginx/listeners/admin-on.conf.template`.
 * A document that is larger is compared on the command line.
 */
const bytesMax: ReadonlyMap<string, number> = new Map([['/api/admin/apis/:api/diff', 1024 * 1024]]);

/** Accepts larger bodies at the routes that need them. It is called before routes are added. */
export const acceptLargerBodies = (server: FastifyInstance): void => {
  server.addHook('onRoute', (route) => {
    const bytes = bytesMax.get(route.url);
    if (bytes !== undefined) route.bodyLimit = bytes;
  });
};
