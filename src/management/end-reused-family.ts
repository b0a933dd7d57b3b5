import type { Actor } from '../core/deed.js';
import type { FamilyId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import { FamilyEnder } from '../core/realm-ports.js';
import { Refusal } from '../core/refusal.js';
import type { Origin } from '../core/token-request.js';
import type { Management } from './management.js';

/** Nobody asked for it: the gateway saw a used refresh token, and says so in the audit trail. */
const gateway: Actor = {
  kind: 'system',
  name: 'a used refresh token came again',
  accountId: null,
  clientId: null,
};

/** The operators' use case, in the gateway's own name. */
export class EndReusedFamily extends FamilyEnder {
  constructor(private readonly management: Management) {
    super();
  }

  async endReused(family: FamilyId, { requestId, address }: Origin): Promise<void> {
    const circumstances = { requestId, address, expectedVersion: null, once: null };
    try {
      await this.management
        .as(gateway, circumstances)
        .revokeTokens.run({ familyId: family }, 'a used refresh token came again');
    } catch (error) {
      const isPassing = error instanceof ManagementError && error.code === 'unavailable';
      throw isPassing ? new Refusal('unavailable', error.message, {}, { cause: error }) : error;
    }
  }
}
