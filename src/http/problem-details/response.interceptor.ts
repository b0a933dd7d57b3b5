import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { languageHeaders } from '../accepted-language.js';
import type { HttpReply } from '../http-messages.js';
import type { RouteResponse } from './route-response.js';

/** Writes an answer: the body, and the version as a strong ETag (RFC 9110 section 8.8.3). */
@Injectable()
export class ResponseInterceptor implements NestInterceptor<RouteResponse, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<RouteResponse>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<HttpReply>();
    return next.handle().pipe(
      map(({ body, mediaType, language, version, replayed }) => {
        if (mediaType !== undefined) void reply.type(mediaType);
        if (language !== undefined) void reply.headers(languageHeaders(language));
        if (version !== undefined) void reply.header('ETag', `"${version}"`);
        if (replayed) void reply.header('Idempotency-Replayed', 'true');
        return body;
      }),
    );
  }
}
