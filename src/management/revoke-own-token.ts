import { ManagementError } from '../core/management-error.js';
import { Refusal } from '../core/refusal.js';
import { type TokenOwner, TokenRevoker } from '../core/token-revoker.js';
import type { Origin } from '../core/token-request.js';
import type { VerifiedToken } from '../core/token-verifier.js';
import type { Management } from './management.js';

/** RFC 7009 for a client: the operators' use case, in the client's own name. */
export class RevokeOwnToken extends TokenRevoker {
  constructor(private readonly management: Management) {
    super();
  }

  async revoke(token: VerifiedToken, { clientId, origin }: TokenOwner): Promise<void> {
    // Whoever calls has seen to it; said again, since a mistake there would end other people's payments.
    if (token.familyId !== null || token.clientId !== clientId)
      throw new Refusal('internal', 'the token is of another client');
    try {
      await this.revokeAs(token, origin);
    } catch (error) {
      const isPassing = error instanceof ManagementError && error.code === 'unavailable';
      throw isPassing ? new Refusal('unavailable', error.message, {}, { cause: error }) : error;
    }
  }

  private async revokeAs(token: VerifiedToken, { requestId, address }: Origin): Promise<void> {
    const { accountId, clientId, id: tokenId } = token;
    const circumstances = { requestId, address, expectedVersion: null, once: null };
    const actor = { kind: 'account', name: clientId, accountId, clientId } as const;
    // With the name by which people will find it in the audit trail.
    const { account } = await this.management.as(actor).showAccount.run(accountId);
    const named = this.management.as({ ...actor, name: account.name }, circumstances);
    await named.revokeTokens.run({ tokenId });
  }
}
