import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { GuardedRoutesCheck } from '../http/problem-api/guarded-routes-check.js';
import { accountPath } from './account-routes.js';
import { MerchantGuard } from './merchant.guard.js';

/** Refuses to start when a route below `/api/account/` has no guard. */
@Injectable()
export class GuardedAccountRoutes extends GuardedRoutesCheck {
  constructor(discovery: DiscoveryService, scanner: MetadataScanner, reflector: Reflector) {
    const found = { discovery, scanner, reflector };
    super(found, { path: accountPath, guard: MerchantGuard, decorator: '@AccountRoutes' });
  }

  /** No route needs a scope: a token of the account is enough. */
  protected override problemOfRoute(): null {
    return null;
  }
}
