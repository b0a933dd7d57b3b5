import { emptyRequestContext } from '../../core/audit/operation.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { TokenId } from '../../core/shared/ids.js';
import { isTransient, ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import { type RevokingClient, TokenRevoker } from '../../core/tokens/token-revoker.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';
import { AccountQueue } from '../account-queue.js';
import type { Executor } from '../executor.js';
import type { UseCase } from '../use-case.js';
import { ownerOf } from './revoke-tokens.js';

/**
 * How many revocations of one client wait while another of its account is made: as many as a program may have out
 * at once. They have turns of their own, so that a flood of them takes neither every connection of
 * merchants nor the account's turn to change a secret.
 */
const waitingMax = 100;

/**
 * Revokes a client's own token (RFC 7009) in the client's name.
 *
 * Attack: each revocation leaves an event that is kept permanently, and a merchant who gets tokens
 * and revokes them would leave hundreds of thousands a day. A limit that refuses is worse than the
 * flood: the owner of a token that leaked could not end it, because a thief with the same credential
 * used up the limit. So the limit counts events and not revocations. Each token is revoked, and the
 * next after `eventsPerDay` are counted, with an event each time that their number has doubled.
 */
export class RevokeOwnToken extends TokenRevoker {
  readonly #turns = new AccountQueue(waitingMax);

  constructor(
    private readonly executor: Executor,
    private readonly database: Reads,
    private readonly eventsPerDay: number,
  ) {
    super();
  }

  async revoke(token: VerifiedToken, { clientId, source }: RevokingClient): Promise<void> {
    // The caller has checked the owner. It is checked again here, because a mistake would end other
    // clients' payments.
    if (token.familyId !== null || token.clientId !== clientId)
      throw new Refusal('internal', 'the token is of another client');
    try {
      await this.revokeAs(token, source);
    } catch (error) {
      const isOver = !(error instanceof ManagementError) || !isTransient(error);
      throw isOver ? error : new Refusal('unavailable', error.message, {}, { cause: error });
    }
  }

  private async revokeAs(token: VerifiedToken, { requestId, address }: RequestSource): Promise<void> {
    const { accountId, clientId, id: tokenId } = token;
    // The name by which operators find the account in the audit trail.
    const account = await this.database.read((tx) => tx.accounts.find(accountId));
    const actor = { kind: 'account', name: account?.name ?? clientId, accountId, clientId } as const;
    // Ending your own token needs no scope, also if you are an operator (RFC 7009).
    const rights = { managesOperators: true, managesResourceServers: true };
    const caller = { ...emptyRequestContext, actor, ...rights, requestId, address };
    const { eventsPerDay } = this;
    await this.#turns.run({ accountId, clientId }, () =>
      this.executor.execute(caller, revokeOwnToken, { tokenId, eventsPerDay }),
    );
  }
}

interface OwnToken {
  readonly tokenId: TokenId;
  readonly eventsPerDay: number;
}

const revokeOwnToken: UseCase<OwnToken, void> = {
  action: 'token.revoke',
  targetsOf: ({ tokenId }) => ({ tokenId }),
  prepare: ({ tokenId, eventsPerDay }) => ({
    kind: 'revokes',
    run: async (tx) => {
      const owner = await tx.accounts.lockKeepingVersion(await ownerOf(tx, tokenId));
      await tx.tokens.revokeOwn(tokenId, owner, eventsPerDay);
    },
  }),
};
