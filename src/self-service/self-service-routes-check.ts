import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RoutesCheck } from '../http/problem-details/routes-check.js';
import { MerchantGuard } from './merchant.guard.js';
import { accountPath } from './self-service-routes.js';

/** Refuses to start when a route below `/api/account/` has no guard. */
@Injectable()
export class SelfServiceRoutesCheck extends RoutesCheck {
  constructor(discovery: DiscoveryService, scanner: MetadataScanner, reflector: Reflector) {
    const found = { discovery, scanner, reflector };
    super(found, { path: accountPath, guard: MerchantGuard, decorator: '@SelfServiceRoutes' });
  }

  /** No route needs a scope: a token of the account is enough. */
  protected override problemOfRoute(): null {
    return null;
  }
}
