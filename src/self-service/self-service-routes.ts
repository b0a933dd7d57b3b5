import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Merchant } from '../auth/merchant-authenticator.js';
import type { HttpRequest } from '../http/http-messages.js';
import { RequestTimeInterceptor } from '../http/problem-details/request-time-interceptor.js';
import { ResponseInterceptor } from '../http/problem-details/response.interceptor.js';
import { AccountRefusedRequestInterceptor } from './account-refused-request-interceptor.js';
import { MerchantGuard, merchantRequestMsMax } from './merchant.guard.js';

/** The path of self-service: it and every route below it belong to it. */
export const accountPath = 'api/account';

/**
 * Declares a controller of self-service, at `/api/account` and, with a noun, below it. Only the
 * account's owner is admitted.
 */
export const SelfServiceRoutes = (noun = ''): ClassDecorator =>
  applyDecorators(
    Controller(`${accountPath}/${noun}`),
    UseGuards(MerchantGuard),
    UseInterceptors(
      ResponseInterceptor,
      new RequestTimeInterceptor(merchantRequestMsMax),
      AccountRefusedRequestInterceptor,
    ),
  );

/** A request that the guard admitted. */
export type SelfServiceRequest = HttpRequest & { readonly user: Merchant };
