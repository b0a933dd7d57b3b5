import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/deed.js';
import type { Answer } from '../edge/wing/answer.js';
import { type Change, Changes } from '../edge/wing/changes.js';
import type { Operator } from '../auth/authenticate-operator.js';
import { Management } from '../management/management.js';
import type { UseCases } from '../management/use-cases.js';
import type { AdminRequest } from './admin-routes.js';

/** Where routes get the use cases of the operator who asks, in his name and under the circumstances of his request. */
@Injectable()
export class AdminDesk {
  constructor(
    private readonly management: Management,
    private readonly changes: Changes,
  ) {}

  /** For what changes nothing. */
  cases({ user }: AdminRequest): UseCases {
    return this.management.as(actorOf(user, user.clientId));
  }

  /** Makes a change, once for each key; a repeat is answered as the first was. */
  change<Result>(request: AdminRequest, change: Change<UseCases, Result>): Promise<Answer> {
    return this.changes.make(
      request,
      async (circumstances) => this.management.as(await this.actorOf(request), circumstances),
      change,
    );
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
