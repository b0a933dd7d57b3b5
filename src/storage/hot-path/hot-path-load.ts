import type { BatchLoad, BatchName, DatabasePools } from '../../core/shared/service-load.js';
import type { DatabaseConnections } from '../database-connections.js';

/** `HotPathLoad`: how busy the connections and the batches of this process are at this moment. */
export class HotPathLoad {
  constructor(
    private readonly opened: DatabaseConnections,
    private readonly stores: Readonly<Record<BatchName, { readonly load: BatchLoad }>>,
  ) {}

  get pools(): DatabasePools {
    const { issuing, maintenance, areDivided } = this.opened;
    return { issue: () => issuing.load, ...(areDivided && { maintenance: () => maintenance.load }) };
  }

  batch(name: BatchName): BatchLoad {
    return this.stores[name].load;
  }
}
