import type { AccountId } from '../shared/ids.js';

/** Knows the accounts that run an API which the gateway's tokens are for. */
export abstract class ResourceServers {
  /** Asks the database each time. Throws `Refusal('unavailable')` when that cannot be asked. */
  abstract includes(account: AccountId): Promise<boolean>;
}
