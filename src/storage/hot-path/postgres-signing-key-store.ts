import {
  type KeyUse,
  type NewKey,
  recordedKeyUses,
  type SealedKey,
  SigningKeyStore,
  type StoredKeys,
} from '../../core/keys/signing-key.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { Database } from '../database.js';
import { keyUseColumn } from '../rows/key-use.js';

/** A function of the migrations, because a key's state follows from its times. It leaves out retired keys. */
const readKeys = {
  name: 'read-keys',
  text: `SELECT kid, algorithm, ${keyUseColumn}, state, sealed FROM live_signing_keys()`,
};

/** Of operators' tokens. Only a managing login may call it. */
const readOperatorKeys = {
  name: 'read-admin-keys',
  text: `SELECT kid, algorithm, ${keyUseColumn}, state, sealed, shared_until_ms FROM live_admin_keys()`,
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
  /**
   * The key of operators first: with no key that is older, no token of operators can be of an earlier release
   * (migration AdminKeys).
   */
  readonly uses: readonly KeyUse[];

  constructor(
    private readonly database: Database,
    /** With the login that manages; `null` where this process only issues tokens. */
    private readonly maintenance: Database | null,
  ) {
    super();
    this.uses = maintenance ? ['operator', 'merchant'] : ['merchant'];
  }

  async read(use: KeyUse): Promise<StoredKeys> {
    if (use === 'merchant')
      return { keys: await this.database.query<SealedKey>(readKeys), previousReleaseTokensUntilMs: null };
    const keys = await this.maintenance?.query<SealedKey & { shared_until_ms: number | null }>(
      readOperatorKeys,
    );
    return { keys: keys ?? [], previousReleaseTokensUntilMs: keys?.[0]?.shared_until_ms ?? null };
  }

  async addUnlessActive(key: NewKey): Promise<void> {
    if (!this.maintenance)
      throw new Refusal(
        'unavailable',
        `there is no active ${key.algorithm} key, and a process with PORTARIA_ROLE=issue generates none: ` +
          'start one with PORTARIA_ROLE=manage',
      );
    await this.maintenance.query(addKey, [key.kid, key.algorithm, recordedKeyUses[key.use], key.sealed]);
  }
}
