import type { AccountId } from '../shared/ids.js';

/** The accounts that run an API which the gateway's tokens are for. */
export abstract class ResourceServers {
  /** Asks the database each time. Throws `Refusal('unavailable')` when it cannot be asked. */
  abstract includes(account: AccountId): Promise<boolean>;
}
