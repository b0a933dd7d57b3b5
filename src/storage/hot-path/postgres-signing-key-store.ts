import { type NewKey, type SealedKey, SigningKeyStore } from '../../core/keys/signing-key.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { Database } from '../database.js';

/** A function of the migrations, because a key's state follows from its times. It leaves out retired keys. */
const readKeys = {
  name: 'read-keys',
  text: 'SELECT kid, algorithm, use, state, sealed FROM live_signing_keys()',
};

/** The unique index on the active key decides between processes that start at once. */
const addKey = {
  name: 'add-key',
  text: `
    INSERT INTO signing_key (kid, algorithm, use, state, sealed, activated_at)
    VALUES ($1, $2, $3, 'active', $4, clock_timestamp())
    ON CONFLICT (algorithm, use) WHERE state = 'active' DO NOTHING`,
};

export class PostgresSigningKeyStore extends SigningKeyStore {
  constructor(
    private readonly database: Database,
    /** Whether this process may generate the first keys. */
    private readonly mayAdd = true,
  ) {
    super();
  }

  all(): Promise<SealedKey[]> {
    return this.database.query<SealedKey>(readKeys);
  }

  async addUnlessActive(key: NewKey): Promise<void> {
    if (!this.mayAdd)
      throw new Refusal(
        'unavailable',
        `there is no active ${key.algorithm} key, and a process with PORTARIA_SERVE=issue generates none: ` +
          'start one with PORTARIA_SERVE=manage',
      );
    await this.database.query(addKey, [key.kid, key.algorithm, key.use, key.sealed]);
  }
}
