import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import { errorMessageOf } from '../../core/shared/error-message.js';
import type { HttpRequest } from '../http-messages.js';
import type { OutcomeLog } from '../outcome-log.js';
import { InvalidRequest } from './invalid-request.js';
import type { RouteResponse } from './route-response.js';

const reading = ['GET', 'HEAD'];

/**
 * The parts of a refused request that may be stored: its route, the ids in its path, and the
 * reason.
 */
export interface RefusedRequestParts {
  /** The method, and the path as the route declares it. */
  readonly route: string;
  /** The values that the caller wrote in the path, by the parameter names of the route. */
  readonly path: ReadonlyMap<string, string>;
  readonly reason: string;
}

/**
 * Records in the audit trail a request of a known caller that is refused before any use case runs;
 * use cases record their own refusals. An interceptor sees what routes throw about a body. A guard
 * runs earlier and calls `note` itself.
 */
export abstract class RefusedRequestInterceptor<Known> implements NestInterceptor<
  RouteResponse,
  RouteResponse
> {
  constructor(private readonly outcomes: OutcomeLog) {}

  /**
   * An invalid request that changes nothing is not recorded, because reading is not recorded
   * either.
   */
  intercept(context: ExecutionContext, next: CallHandler<RouteResponse>): Observable<RouteResponse> {
    const request = context.switchToHttp().getRequest<HttpRequest & { readonly user: Known }>();
    return next.handle().pipe(
      catchError(async (thrown: unknown) => {
        if (thrown instanceof InvalidRequest && !reading.includes(request.method) && !this.isDryRun(request))
          await this.note(request, request.user, thrown.recorded);
        throw thrown;
      }),
    );
  }

  /** Whether the request only shows a change: it is not recorded, as reading is not. */
  protected isDryRun(_request: HttpRequest): boolean {
    return false;
  }

  /**
   * Records the refusal. It stands whether or not it can be recorded; if it cannot, the log says
   * so.
   */
  async note(request: HttpRequest, known: Known, reason: string): Promise<void> {
    const { method, routeOptions, params } = request;
    const route = `${method} ${routeOptions.url ?? ''}`;
    try {
      await this.write(known, { route, path: textsOf(params), reason });
    } catch (error) {
      this.outcomes.note(request, { notInTrail: errorMessageOf(error) });
    }
  }

  protected abstract write(known: Known, refused: RefusedRequestParts): Promise<void>;
}

const textsOf = (params: unknown): ReadonlyMap<string, string> => {
  const all: [string, unknown][] = Object.entries(params ?? {});
  return new Map(all.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));
};
