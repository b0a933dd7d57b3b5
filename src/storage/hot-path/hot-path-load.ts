import type { BatchLoad, BatchName, DatabaseLoad } from '../../core/shared/service-load.js';
import type { Database } from '../database.js';

/** `HotPathLoad`: how busy the connections and the batches of this process are at this moment. */
export class HotPathLoad {
  constructor(
    private readonly opened: Pick<Database, 'load'>,
    private readonly stores: Readonly<Record<BatchName, { readonly load: BatchLoad }>>,
  ) {}

  get database(): DatabaseLoad {
    return this.opened.load;
  }

  batch(name: BatchName): BatchLoad {
    return this.stores[name].load;
  }
}
