import type { CanActivate, OnModuleInit, Type } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { DeploymentError } from '../../core/shared/deployment-error.js';

/** The metadata keys under which Nest stores `@Controller`, `@Get` and `@UseGuards`. */
const [pathKey, methodKey, guardsKey] = ['path', 'method', '__guards__'];

/** Nest's own services for finding the controllers and their metadata. */
export interface RouteDiscovery {
  readonly discovery: DiscoveryService;
  readonly scanner: MetadataScanner;
  readonly reflector: Reflector;
}

/** A guarded path, its guard, and the decorator that applies the guard. */
export interface GuardedPath {
  readonly path: string;
  readonly guard: Type<CanActivate>;
  readonly decorator: string;
}

/**
 * Checks every route below the guarded path when the process starts, in whichever module it is.
 * With an unguarded route the process does not start, so that a guard cannot be forgotten.
 */
export abstract class RoutesCheck implements OnModuleInit {
  constructor(
    private readonly found: RouteDiscovery,
    private readonly guarded: GuardedPath,
  ) {}

  onModuleInit(): void {
    const problems = this.found.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.problemsOf(metatype) : []));
    if (problems.length > 0) throw new DeploymentError(problems.join('\n'));
  }

  /**
   * Returns another problem of a route, in words that follow its name; `null` when there is none.
   */
  protected abstract problemOfRoute(handler: NewableFunction): string | null;

  private problemsOf(controller: NewableFunction): string[] {
    const routes = this.routesOf(controller);
    if (routes.length === 0) return [];
    const { path, guard, decorator } = this.guarded;
    const guards: unknown = this.found.reflector.get(guardsKey, controller);
    const isGuarded = Array.isArray(guards) && guards.includes(guard);
    return [
      ...(isGuarded ? [] : [`${controller.name}: is below /${path}/ without the guard; use ${decorator}`]),
      ...routes.flatMap(({ name, handler }) => {
        const problem = this.problemOfRoute(handler);
        return problem === null ? [] : [`${controller.name}.${name}: ${problem}`];
      }),
    ];
  }

  /**
   * Finds the routes of a controller that are below the guarded path, by the paths of controller
   * and method together.
   */
  private routesOf(controller: NewableFunction): { name: string; handler: NewableFunction }[] {
    const { scanner, reflector } = this.found;
    const prefix: unknown = reflector.get(pathKey, controller);
    const prototype: unknown = controller.prototype;
    if (typeof prototype !== 'object' || prototype === null) return [];
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || reflector.get<unknown>(methodKey, handler) === undefined)
        return [];
      const paths = pathsOf(prefix).flatMap((first) =>
        pathsOf(reflector.get(pathKey, handler)).map((second) => `${first}/${second}`),
      );
      return paths.some((path) => this.isOurs(path)) ? [{ name, handler }] : [];
    });
  }

  private isOurs(path: string): boolean {
    return `${path.split('/').filter(Boolean).join('/')}/`.startsWith(`${this.guarded.path}/`);
  }
}

const pathsOf = (path: unknown): string[] => (Array.isArray(path) ? path.map(String) : [String(path)]);
