import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, Reflector } from '@nestjs/core';
import type { RequiredScope } from '../core/accounts/operator-scope.js';
import { adminControllers } from './admin-controllers.js';
import { adminPath } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

const reflector = new Reflector();
const scanner = new MetadataScanner();

/**
 * Returns the scope of each route of the admin API as its controller declares it, by method and path below
 * `/api/admin`, such as `POST /accounts/{account}/suspend`. The OpenAPI document and the reference are made of it.
 */
export const adminRouteScopes = (): ReadonlyMap<string, RequiredScope> =>
  new Map(adminControllers.flatMap(scopesOf));

const scopesOf = (controller: NewableFunction): [string, RequiredScope][] => {
  const prototype: unknown = controller.prototype;
  if (typeof prototype !== 'object' || prototype === null) return [];
  const noun = pathOf(controller).slice(adminPath.length);
  return scanner.getAllMethodNames(prototype).flatMap((name): [string, RequiredScope][] => {
    const handler: unknown = Reflect.get(prototype, name);
    if (typeof handler !== 'function') return [];
    const scope = reflector.get<RequiredScope | undefined>(RequireScope, handler);
    if (scope === undefined) return [];
    const method = RequestMethod[reflector.get<RequestMethod>('method', handler)];
    const path = `${noun}/${pathOf(handler)}`.replace(/\/+$/, '').replace(/:(\w+)/g, '{$1}');
    return [[`${method} ${path}`, scope]];
  });
};

const pathOf = (target: NewableFunction): string => reflector.get<string>('path', target).replace(/^\//, '');
