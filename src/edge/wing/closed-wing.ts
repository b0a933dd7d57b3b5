import type { CanActivate, OnModuleInit, Type } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Unusable } from '../../core/unusable.js';

/** What Nest keeps of `@Controller`, `@Get` and `@UseGuards`. */
const [pathKey, methodKey, guardsKey] = ['path', 'method', '__guards__'];

/** What Nest can say of the controllers that it found. */
export interface Found {
  readonly discovery: DiscoveryService;
  readonly scanner: MetadataScanner;
  readonly reflector: Reflector;
}

/** A wing, how it is closed, and the decorator that closes it. */
export interface Closing {
  readonly path: string;
  readonly guard: Type<CanActivate>;
  readonly decorator: string;
}

/**
 * Looks at every route below the wing's path when the process starts, whichever module has it: one that is not guarded
 * does not start. So nobody can forget it.
 */
export abstract class ClosedWing implements OnModuleInit {
  constructor(
    private readonly found: Found,
    private readonly closing: Closing,
  ) {}

  onModuleInit(): void {
    const problems = this.found.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.problemsOf(metatype) : []));
    if (problems.length > 0) throw new Unusable(problems.join('\n'));
  }

  /** What else is to be said against a route, in words that follow its name. */
  protected abstract againstRoute(handler: NewableFunction): string | null;

  private problemsOf(controller: NewableFunction): string[] {
    const routes = this.routesOf(controller);
    if (routes.length === 0) return [];
    const { path, guard, decorator } = this.closing;
    const guards: unknown = this.found.reflector.get(guardsKey, controller);
    const isGuarded = Array.isArray(guards) && guards.includes(guard);
    return [
      ...(isGuarded ? [] : [`${controller.name}: is below /${path}/ without the guard; use ${decorator}`]),
      ...routes.flatMap(({ name, handler }) => {
        const against = this.againstRoute(handler);
        return against === null ? [] : [`${controller.name}.${name}: ${against}`];
      }),
    ];
  }

  /** Those of its routes that are the wing's, by what the controller and the method say of their paths together. */
  private routesOf(controller: NewableFunction): { name: string; handler: NewableFunction }[] {
    const { scanner, reflector } = this.found;
    const above: unknown = reflector.get(pathKey, controller);
    const prototype: unknown = controller.prototype;
    if (typeof prototype !== 'object' || prototype === null) return [];
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || reflector.get<unknown>(methodKey, handler) === undefined)
        return [];
      const paths = pathsOf(above).flatMap((first) =>
        pathsOf(reflector.get(pathKey, handler)).map((second) => `${first}/${second}`),
      );
      return paths.some((path) => this.isOurs(path)) ? [{ name, handler }] : [];
    });
  }

  private isOurs(path: string): boolean {
    return `${path.split('/').filter(Boolean).join('/')}/`.startsWith(`${this.closing.path}/`);
  }
}

const pathsOf = (path: unknown): string[] => (Array.isArray(path) ? path.map(String) : [String(path)]);
