import { Reflector } from '@nestjs/core';
import type { RequiredScope } from '../core/accounts/operator-scope.js';

/**
 * Declares the scope that a route needs. Without it the application does not start
 * (src/admin/admin-routes-check.ts).
 */
export const RequireScope = Reflector.createDecorator<RequiredScope>();
