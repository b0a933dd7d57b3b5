import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Operator } from '../auth/operator-authenticator.js';
import type { HttpRequest } from '../http/http-messages.js';
import { RequestTimeInterceptor } from '../http/problem-details/request-time-interceptor.js';
import { ResponseInterceptor } from '../http/problem-details/response.interceptor.js';
import { AdminRefusedRequestInterceptor } from './admin-refused-request-interceptor.js';
import { OperatorGuard, operatorRequestMsMax } from './operator.guard.js';

/** The path of the admin API: every route below it belongs to it. */
export const adminPath = 'api/admin';

/** Declares a controller of the admin API, at `/api/admin/<noun>`. Only operators are admitted. */
export const AdminRoutes = (noun: string): ClassDecorator =>
  applyDecorators(
    Controller(`${adminPath}/${noun}`),
    UseGuards(OperatorGuard),
    UseInterceptors(
      ResponseInterceptor,
      new RequestTimeInterceptor(operatorRequestMsMax),
      AdminRefusedRequestInterceptor,
    ),
  );

/** A request that the guard admitted. */
export type AdminRequest = HttpRequest & { readonly user: Operator };
