import type { Actor } from '../../core/audit/operation.js';
import type { Bearer } from '../../core/tokens/bearer.js';

/** Returns the actor that a token stands for. */
export const actorOf = ({ accountName: name, accountId, clientId }: Bearer): Actor => ({
  kind: 'account',
  name,
  accountId,
  clientId,
});
