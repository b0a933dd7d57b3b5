import { emptyRequestContext } from '../../core/audit/operation.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { isTransient, ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import { type RevokingClient, TokenRevoker } from '../../core/tokens/token-revoker.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';
import type { Executor } from '../executor.js';
import { revokeTokens } from './revoke-tokens.js';

/** Revokes a client's own token (RFC 7009) by the operators' use case, in the client's name. */
export class RevokeOwnToken extends TokenRevoker {
  constructor(
    private readonly executor: Executor,
    private readonly database: Reads,
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
    const caller = { ...emptyRequestContext, actor, requestId, address };
    await this.executor.execute(caller, revokeTokens, { tokenId });
  }
}
