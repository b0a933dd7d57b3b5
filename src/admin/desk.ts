import { Injectable } from '@nestjs/common';
import { AlreadyDone } from '../core/already-done.js';
import type { Actor, Circumstances, Once } from '../core/deed.js';
import { RequestDigester } from '../core/request-digester.js';
import type { Operator } from '../management/admit-operator.js';
import { Management } from '../management/management.js';
import type { UseCases } from '../management/use-cases.js';
import { z } from 'zod';
import type { AdminRequest } from './admin-routes.js';
import type { Answer } from './answer.js';
import { expectedVersion, idempotencyKey } from './preconditions.js';

/** One change that a route makes. */
export interface Change<Result> {
  readonly work: (cases: UseCases) => Promise<Result>;
  readonly tell: (result: Result) => Answer;
  /** What a repeat is told; left out: the same. Never a secret: it is kept. */
  readonly tellAgain?: (result: Result) => Answer;
}

const keptAnswer = z.object({ body: z.unknown(), version: z.number().exactOptional() });

/** Where routes get the use cases of the operator who asks, in his name and under the circumstances of his request. */
@Injectable()
export class AdminDesk {
  constructor(
    private readonly management: Management,
    private readonly digester: RequestDigester,
  ) {}

  /** For what changes nothing. */
  cases({ user }: AdminRequest): UseCases {
    return this.management.as(actorOf(user, user.clientId));
  }

  /** Makes a change, once for each key; a repeat is answered as the first was. */
  async change<Result>(
    request: AdminRequest,
    { work, tell, tellAgain = tell }: Change<Result>,
  ): Promise<Answer> {
    const circumstances = this.circumstancesOf(request, tellAgain);
    const cases = this.management.as(await this.actorOf(request), circumstances);
    try {
      return tell(await work(cases));
    } catch (error) {
      if (!(error instanceof AlreadyDone)) throw error;
      return { ...keptAnswer.parse(error.outcome), again: true };
    }
  }

  private circumstancesOf(request: AdminRequest, outcomeOf: Once['outcomeOf']): Circumstances {
    const { requestId, address } = request.user.origin;
    // What a GET answers may be had again: it is not what the key is for, and bytes could not be kept.
    const key = request.method === 'GET' ? null : idempotencyKey(request);
    const once: Once | null = key === null ? null : { key, requestDigest: this.digestOf(request), outcomeOf };
    return { requestId, address, expectedVersion: expectedVersion(request), once };
  }

  private digestOf({ method, url, body }: AdminRequest): string {
    return this.digester.digest(JSON.stringify([method, url, body ?? null]));
  }

  /** With the name by which people will find him in the audit trail. */
  private async actorOf(request: AdminRequest): Promise<Actor> {
    const { account } = await this.cases(request).showAccount.run(request.user.accountId);
    return actorOf(request.user, account.name);
  }
}

const actorOf = ({ accountId, clientId }: Operator, name: string): Actor => ({
  kind: 'account',
  name,
  accountId,
  clientId,
});
