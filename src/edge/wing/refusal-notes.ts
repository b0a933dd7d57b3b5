import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import type { HttpRequest } from '../http.js';
import type { OutcomeLog } from '../outcome-log.js';
import type { Answer } from './answer.js';
import { InvalidRequest } from './invalid-request.js';

const reading = ['GET', 'HEAD'];

/** What may be kept of a refused request: where it went, what its path names, and why. */
export interface NotedRequest {
  /** The method, and the path as the route has it. */
  readonly route: string;
  /** What the caller wrote in the path, by the route's names. */
  readonly path: ReadonlyMap<string, string>;
  readonly reason: string;
}

/**
 * Notes in the audit trail what a wing refuses somebody known before any use case is asked: those note their own refusals. As an
 * interceptor it sees what routes say of a body; a guard says itself what it refuses.
 */
export abstract class RefusalNotes<Known> implements NestInterceptor<Answer, Answer> {
  constructor(private readonly outcomes: OutcomeLog) {}

  /** Who is asked to change nothing and is misunderstood leaves no event: reading leaves none. */
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const request = context.switchToHttp().getRequest<HttpRequest & { readonly user: Known }>();
    return next.handle().pipe(
      catchError(async (thrown: unknown) => {
        if (thrown instanceof InvalidRequest && !reading.includes(request.method))
          await this.note(request, request.user, thrown.lasting);
        throw thrown;
      }),
    );
  }

  /** The refusal stands whether or not it can be written down; when it cannot, the log says so. */
  async note(request: HttpRequest, known: Known, reason: string): Promise<void> {
    const { method, routeOptions, params } = request;
    const route = `${method} ${routeOptions.url ?? ''}`;
    try {
      await this.write(known, { route, path: textsOf(params), reason });
    } catch (error) {
      this.outcomes.note(request, { notInTrail: error instanceof Error ? error.message : String(error) });
    }
  }

  protected abstract write(known: Known, noted: NotedRequest): Promise<void>;
}

const textsOf = (params: unknown): ReadonlyMap<string, string> => {
  const all: [string, unknown][] = Object.entries(params ?? {});
  return new Map(all.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])));
};
