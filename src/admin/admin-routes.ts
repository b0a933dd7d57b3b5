import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Operator } from '../auth/operator-authenticator.js';
import type { HttpRequest } from '../http/http-messages.js';
import { AnswerInterceptor } from '../http/problem-api/answer.interceptor.js';
import { AdminRefusalNotes } from './admin-refusal-notes.js';
import { OperatorGuard } from './operator.guard.js';

/** Everything below it is the admin wing's. */
export const adminPath = 'api/admin';

/** A controller of the wing, at `/api/admin/<noun>`: closed to everybody but operators. */
export const AdminRoutes = (noun: string): ClassDecorator =>
  applyDecorators(
    Controller(`${adminPath}/${noun}`),
    UseGuards(OperatorGuard),
    UseInterceptors(AnswerInterceptor, AdminRefusalNotes),
  );

/** A request that the guard let in. */
export type AdminRequest = HttpRequest & { readonly user: Operator };
