import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AlreadyDone } from '../../core/already-done.js';
import type { Circumstances, Once } from '../../core/deed.js';
import { RequestDigester } from '../../core/request-digester.js';
import { Hop } from '../hop.js';
import type { HttpRequest } from '../http.js';
import type { Answer } from './answer.js';
import { expectedVersion, idempotencyKey } from './preconditions.js';

/** One change that a route makes, by the use cases of whoever asks. */
export interface Change<Cases, Result> {
  readonly work: (cases: Cases) => Promise<Result>;
  readonly tell: (result: Result) => Answer;
  /** What a repeat is told; left out: the same. Never a secret: it is kept. */
  readonly tellAgain?: (result: Result) => Answer;
}

const keptAnswer = z.object({ body: z.unknown(), version: z.number().exactOptional() });

/** Makes changes under the circumstances of their requests: `If-Match`, and `Idempotency-Key`, once for each key. */
@Injectable()
export class Changes {
  constructor(
    private readonly digester: RequestDigester,
    private readonly hop: Hop,
  ) {}

  /** A repeat is answered as the first was. */
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
    // What a GET answers may be had again: it is not what the key is for, and bytes could not be kept.
    const key = request.method === 'GET' ? null : idempotencyKey(request);
    const once: Once | null = key === null ? null : { key, requestDigest: this.digestOf(request), outcomeOf };
    return { requestId, address, expectedVersion: expectedVersion(request), once };
  }

  private digestOf({ method, url, body }: HttpRequest): string {
    return this.digester.digest(JSON.stringify([method, url, body ?? null]));
  }
}
