import type { KeyGenerator } from '../../core/keys/key-generator.js';
import type { SeenProcess } from '../../core/overview/overview-reader.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/**
 * Finds the running processes that do not know the master key under which this one seals: they could not open a
 * key that is sealed now.
 */
export class FindProcessesWithoutKey {
  constructor(
    private readonly database: Reads,
    private readonly keys: KeyGenerator,
  ) {}

  run(): Promise<readonly SeenProcess[]> {
    const id = this.keys.masterKeyId();
    return this.database.read((tx) => tx.overview.processesWithoutMasterKey(id));
  }
}
