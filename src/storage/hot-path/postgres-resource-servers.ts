import type { AccountId } from '../../core/shared/ids.js';
import { ResourceServers } from '../../core/tokens/resource-servers.js';
import type { Database } from '../database.js';

const isResourceServer = {
  name: 'is-resource-server',
  text: 'SELECT resource_server AS yes FROM account WHERE id = $1',
};

/**
 * Asks the database each time: introspection must stop answering as soon as the account loses the
 * mark.
 */
export class PostgresResourceServers extends ResourceServers {
  constructor(private readonly database: Database) {
    super();
  }

  async includes(account: AccountId): Promise<boolean> {
    const [row] = await this.database.query<{ yes: boolean }>(isResourceServer, [account]);
    return row?.yes ?? false;
  }
}
