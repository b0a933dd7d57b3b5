import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Merchant } from '../auth/merchant-authenticator.js';
import type { HttpRequest } from '../http/http-messages.js';
import { AnswerInterceptor } from '../http/problem-api/answer.interceptor.js';
import { AccountRefusalNotes } from './account-refusal-notes.js';
import { MerchantGuard } from './merchant.guard.js';

/** It, and everything below it, is the wing's. */
export const accountPath = 'api/account';

/** A controller of the wing, at `/api/account` and, with a noun, below it: closed to everybody but the account's owner. */
export const AccountRoutes = (noun = ''): ClassDecorator =>
  applyDecorators(
    Controller(`${accountPath}/${noun}`),
    UseGuards(MerchantGuard),
    UseInterceptors(AnswerInterceptor, AccountRefusalNotes),
  );

/** A request that the guard let in. */
export type AccountRequest = HttpRequest & { readonly user: Merchant };
