import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { HttpReply } from '../http-messages.js';
import { withinManagementTime } from '../request-time.js';
import type { RouteResponse } from './route-response.js';

/** Answers a request of a management API before NGINX gives it up, whatever the use case waits for. */
export class RequestTimeInterceptor implements NestInterceptor<RouteResponse, RouteResponse> {
  constructor(private readonly msMax: number) {}

  intercept(context: ExecutionContext, next: CallHandler<RouteResponse>): Observable<RouteResponse> {
    const reply = context.switchToHttp().getResponse<HttpReply>();
    return from(withinManagementTime(this.msMax, reply, lastValueFrom(next.handle())));
  }
}
