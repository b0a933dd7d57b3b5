import type { AccountId } from './ids.js';

/** The accounts that run an API which our tokens are for. */
export abstract class ResourceServers {
  /** As the database says now. Throws `Refusal('unavailable')` when it cannot be asked. */
  abstract includes(account: AccountId): Promise<boolean>;
}
