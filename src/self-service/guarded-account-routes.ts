import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { GuardedRoutesCheck } from '../http/problem-api/guarded-routes-check.js';
import { accountPath } from './account-routes.js';
import { MerchantGuard } from './merchant.guard.js';

/** Below `/api/account/` a route that is not guarded does not start. */
@Injectable()
export class GuardedAccountRoutes extends GuardedRoutesCheck {
  constructor(discovery: DiscoveryService, scanner: MetadataScanner, reflector: Reflector) {
    const found = { discovery, scanner, reflector };
    super(found, { path: accountPath, guard: MerchantGuard, decorator: '@AccountRoutes' });
  }

  /** A token of the account is all that any of them needs. */
  protected override againstRoute(): null {
    return null;
  }
}
