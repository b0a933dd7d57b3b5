import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/deed.js';
import type { Answer } from '../edge/wing/answer.js';
import { type Change, Changes } from '../edge/wing/changes.js';
import type { AccountPage } from '../management/show-account.js';
import { Management } from '../management/management.js';
import type { OwnCases } from '../management/own-cases.js';
import type { AccountRequest } from './account-routes.js';

/** Where routes get the use cases of the account that asks: on its own things, in its name. */
@Injectable()
export class AccountDesk {
  constructor(
    private readonly management: Management,
    private readonly changes: Changes,
  ) {}

  /** For what changes nothing. */
  cases({ user }: AccountRequest): OwnCases {
    return this.management.ownedBy(user.owner, actorOf(user, user.clientId));
  }

  /** The account with everything of it. */
  page(request: AccountRequest): Promise<AccountPage> {
    return this.cases(request).showAccount.run(request.user.accountId);
  }

  /** Makes a change, once for each key; a repeat is answered as the first was. */
  change<Result>(request: AccountRequest, change: Change<OwnCases, Result>): Promise<Answer> {
    return this.changes.make(
      request,
      async (circumstances) => {
        const { account } = await this.page(request);
        return this.management.ownedBy(
          request.user.owner,
          actorOf(request.user, account.name),
          circumstances,
        );
      },
      change,
    );
  }
}

const actorOf = ({ accountId, clientId }: AccountRequest['user'], name: string): Actor => ({
  kind: 'account',
  name,
  accountId,
  clientId,
});
