import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Unusable } from '../core/unusable.js';
import { adminPath } from './admin-routes.js';
import { Needs } from './needs.js';
import { OperatorGuard } from './operator.guard.js';

/** What Nest keeps of `@Controller`, `@Get` and `@UseGuards`. */
const [pathKey, methodKey, guardsKey] = ['path', 'method', '__guards__'];

/**
 * Looks at every route below `/api/admin/` when the process starts, whichever module has it: one that is not guarded, or
 * that states no scope, does not start. So nobody can forget it.
 */
@Injectable()
export class ClosedWing implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const problems = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.problemsOf(metatype) : []));
    if (problems.length > 0) throw new Unusable(problems.join('\n'));
  }

  private problemsOf(controller: NewableFunction): string[] {
    const routes = this.routesOf(controller);
    if (routes.length === 0) return [];
    const guards: unknown = this.reflector.get(guardsKey, controller);
    const isGuarded = Array.isArray(guards) && guards.includes(OperatorGuard);
    return [
      ...(isGuarded
        ? []
        : [`${controller.name}: is below /${adminPath}/ without the guard; use @AdminRoutes`]),
      ...routes
        .filter(({ handler }) => this.reflector.get<unknown>(Needs, handler) === undefined)
        .map(({ name }) => `${controller.name}.${name}: states no scope; add @Needs`),
    ];
  }

  /** Those of its routes that are the wing's, by what the controller and the method say of their paths together. */
  private routesOf(controller: NewableFunction): { name: string; handler: NewableFunction }[] {
    const above: unknown = this.reflector.get(pathKey, controller);
    const prototype: unknown = controller.prototype;
    if (typeof prototype !== 'object' || prototype === null) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || this.reflector.get<unknown>(methodKey, handler) === undefined)
        return [];
      const paths = pathsOf(above).flatMap((first) =>
        pathsOf(this.reflector.get(pathKey, handler)).map((second) => `${first}/${second}`),
      );
      return paths.some(isOurs) ? [{ name, handler }] : [];
    });
  }
}

const pathsOf = (path: unknown): string[] => (Array.isArray(path) ? path.map(String) : [String(path)]);

const isOurs = (path: string): boolean =>
  `${path.split('/').filter(Boolean).join('/')}/`.startsWith(`${adminPath}/`);
