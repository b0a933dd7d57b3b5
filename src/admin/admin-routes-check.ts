import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RoutesCheck } from '../http/problem-details/routes-check.js';
import { adminPath } from './admin-routes.js';
import { OperatorGuard } from './operator.guard.js';
import { RequireScope } from './require-scope.js';

/** Refuses to start when a route below `/api/admin/` has no guard, or states no scope. */
@Injectable()
export class AdminRoutesCheck extends RoutesCheck {
  constructor(
    discovery: DiscoveryService,
    scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {
    const found = { discovery, scanner, reflector };
    super(found, { path: adminPath, guard: OperatorGuard, decorator: '@AdminRoutes' });
  }

  protected override problemOfRoute(handler: NewableFunction): string | null {
    return this.reflector.get<unknown>(RequireScope, handler) === undefined
      ? 'states no scope; add @RequireScope'
      : null;
  }
}
