import { Reflector } from '@nestjs/core';
import type { operatorScopes } from '../core/accounts/account.js';

/** The scope that a route needs. A route without one does not start (src/admin/guarded-admin-routes.ts). */
export const Needs = Reflector.createDecorator<(typeof operatorScopes)[number]>();
