import type { RingKey } from '../../core/keys/signing-key.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/** Lists the signing keys, oldest first, without their material. */
export class ListKeys {
  constructor(private readonly database: Reads) {}

  run(): Promise<readonly RingKey[]> {
    return this.database.read((tx) => tx.keys.list());
  }
}
