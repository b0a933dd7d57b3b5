import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AlreadyDone } from '../../core/already-done.js';
import type { Circumstances, Once } from '../../core/deed.js';
import { RequestDigester } from '../../core/request-digester.js';
import { Hop } from '../hop.js';
import type { HttpRequest } from '../http.js';
import type { Answer } from './answer.js';
import { expectedVersion, idempotencyKey } from './preconditions.js';

/** One change that a route makes, with the use cases of its caller. */
export interface Change<Cases, Result> {
  readonly work: (cases: Cases) => Promise<Result>;
  readonly tell: (result: Result) => Answer;
  /**
   * The answer to a repeat; the same answer when left out. Must never contain a secret, because it
   * is stored.
   */
  readonly tellAgain?: (result: Result) => Answer;
}

const keptAnswer = z.object({ body: z.unknown(), version: z.number().exactOptional() });

/**
 * Makes changes in the context of their requests: `If-Match`, and `Idempotency-Key` (one change for
 * each key).
 */
@Injectable()
export class Changes {
  constructor(
    private readonly digester: RequestDigester,
    private readonly hop: Hop,
  ) {}

  /** Makes the change. A repeat gets the same answer as the first request. */
  async make<Cases, Result>(
    request: HttpRequest,
    casesUnder: (circumstances: Circumstances) => Promise<Cases>,
    { work, tell, tellAgain = tell }: Change<Cases, Result>,
  ): Promise<Answer> {
    const cases = await casesUnder(this.circumstancesOf(request, tellAgain));
    try {
      return tell(await work(cases));
    } catch (error) {
      if (!(error instanceof AlreadyDone)) throw error;
      return { ...keptAnswer.parse(error.outcome), again: true };
    }
  }

  private circumstancesOf(request: HttpRequest, outcomeOf: Once['outcomeOf']): Circumstances {
    const { requestId, address } = this.hop.originOf(request);
    // A GET can simply be repeated: the key is not meant for it, and an answer of bytes could not
    // be stored.
    const key = request.method === 'GET' ? null : idempotencyKey(request);
    const once: Once | null = key === null ? null : { key, requestDigest: this.digestOf(request), outcomeOf };
    return { requestId, address, expectedVersion: expectedVersion(request), once };
  }

  private digestOf({ method, url, body }: HttpRequest): string {
    return this.digester.digest(JSON.stringify([method, url, body ?? null]));
  }
}
