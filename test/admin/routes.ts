import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { adminPath } from '../../src/admin/admin-routes.js';
import { RequireScope } from '../../src/admin/require-scope.js';
import { AppModule } from '../../src/app/app.module.js';
import type { Config } from '../../src/config/config.js';
import { createLogger } from '../../src/telemetry/logger.js';

/** A route of the application. */
export interface Route {
  readonly method: string;
  /** With its parts in braces, as the documents write it. */
  readonly path: string;
  /** `undefined`: it states none. */
  readonly scope: string | undefined;
}

/** Every route below `/api/admin`, without that prefix. */
export const adminRoutes = async (config: Config): Promise<Route[]> =>
  (await applicationRoutes(config)).flatMap((route) =>
    route.path.startsWith(`/${adminPath}/`)
      ? [{ ...route, path: route.path.slice(`/${adminPath}`.length) }]
      : [],
  );

/** Every route, by what Nest itself found, whichever module has it. */
export const applicationRoutes = async (config: Config): Promise<Route[]> => {
  const around = {
    log: createLogger('silent'),
    monotonicClock: () => performance.now(),
    processClock: () => Date.now(),
  };
  const app = await NestFactory.create(AppModule.with(config, around), new FastifyAdapter(), {
    logger: false,
  });
  try {
    const scanner = app.get(MetadataScanner, { strict: false });
    return app
      .get(DiscoveryService, { strict: false })
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? routesOf(metatype, scanner) : []));
  } finally {
    await app.close();
  }
};

const reflector = new Reflector();

const routesOf = (controller: NewableFunction, scanner: MetadataScanner): Route[] => {
  const prototype = controller.prototype as Record<string, NewableFunction>;
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    const method = handler && reflector.get<RequestMethod | undefined>('method', handler);
    if (!handler || method === undefined) return [];
    const paths = pathsOf(controller).flatMap((above) => pathsOf(handler).map((path) => `${above}/${path}`));
    return paths.map((path) => ({
      method: RequestMethod[method],
      path: `/${path.split('/').filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}'),
      scope: reflector.get(RequireScope, handler),
    }));
  });
};

const pathsOf = (target: NewableFunction): string[] =>
  [reflector.get<string | string[]>('path', target)].flat();
