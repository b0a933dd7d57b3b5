import { type Actor, emptyRequestContext } from '../../core/audit/operation.js';
import { ReusedFamilyRevoker } from '../../core/realm/reused-family-revoker.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { FamilyId } from '../../core/shared/ids.js';
import { isTransient, ManagementError } from '../../core/shared/management-error.js';
import type { RequestSource } from '../../core/tokens/token-request.js';
import type { Executor } from '../executor.js';
import { revokeTokens } from '../tokens/revoke-tokens.js';

/**
 * The actor of this change: no caller requests it. The gateway detected a used refresh token, and
 * the audit trail records that.
 */
const gateway: Actor = {
  kind: 'system',
  name: 'a used refresh token came again',
  accountId: null,
  clientId: null,
};

/** Ends a family by the operators' use case, in the gateway's own name. */
export class EndReusedFamily extends ReusedFamilyRevoker {
  constructor(private readonly executor: Executor) {
    super();
  }

  async endReused(family: FamilyId, { requestId, address }: RequestSource): Promise<void> {
    const caller = { ...emptyRequestContext, actor: gateway, requestId, address };
    const why = 'a used refresh token came again';
    try {
      await this.executor.execute(caller, revokeTokens, { familyId: family, why });
    } catch (error) {
      const isOver = !(error instanceof ManagementError) || !isTransient(error);
      throw isOver ? error : new Refusal('unavailable', error.message, {}, { cause: error });
    }
  }
}
