import type { EntityManager } from 'typeorm';
import { keysTarget, keyTarget } from '../../core/audit/audit-event.js';
import type { SealedMaterial } from '../../core/keys/key-generator.js';
import { type NewKey, recordedKeyUses, retiringSeconds, type RingKey } from '../../core/keys/signing-key.js';
import type {
  SealedMaterialWriter,
  SigningKeyReader,
  SigningKeyRevoker,
  SigningKeyWriter,
} from '../../core/keys/signing-key-repository.js';
import type { Locked } from '../../core/shared/locked.js';
import { keyUseColumn } from '../rows/key-use.js';
import type { ChangeContext, RevokeContext } from '../transaction/change-context.js';
import { toKeysState } from './keys-state.js';
import { lockSealed, replaceSealed } from './sealed-tables.js';

/**
 * Plain SQL, because the state depends on the database's clock: a view computes it, and TypeORM's
 * rows know only tables. `dropped_at` is when the key was revoked (docs/adr/0021).
 */
const readRing = `
  SELECT kid, algorithm, ${keyUseColumn}, state, created_at AS "createdAt", activates_at AS "activatesAt", retires_at AS "retiresAt",
         dropped_at AS "revokedAt"
  FROM signing_key_ring ORDER BY activates_at, kid`;

const seconds = `interval '1 second'`;

/** Publishing a key sets the active key's `retires_at`, and never extends it. */
const publish = `
  WITH published AS (
    INSERT INTO signing_key (kid, algorithm, use, sealed, state, activates_at)
    VALUES ($1, $2, $3, $4, CASE WHEN $5::float8 > 0 THEN 'next' ELSE 'active' END, clock_timestamp() + $5 * ${seconds})
    RETURNING algorithm, use, activates_at)
  UPDATE signing_key k SET retires_at = p.activates_at + ${String(retiringSeconds)} * ${seconds}
  FROM published p, signing_key_ring r
  WHERE r.kid = k.kid AND r.state = 'active' AND r.algorithm = p.algorithm AND r.use = p.use AND k.retires_at IS NULL`;

const drop = `
  UPDATE signing_key SET dropped_at = clock_timestamp(), retired_at = clock_timestamp(), state = 'retired'
  WHERE kid = $1 AND dropped_at IS NULL`;

/** A waiting key that is revoked does not take over: the active key has no end again. */
const clearRetirement = `
  UPDATE signing_key k SET retires_at = NULL
  FROM signing_key_ring r, signing_key d
  WHERE d.kid = $1 AND r.kid = k.kid AND r.state = 'active' AND r.algorithm = d.algorithm AND r.use = d.use`;

/** Runs after the active key was revoked, because the index allows one active key at a time. */
const activate = `
  UPDATE signing_key SET state = 'active', activates_at = clock_timestamp(), activated_at = clock_timestamp()
  WHERE kid = $1`;

type Ring = Locked<readonly RingKey[]>;

/** Reads the signing keys in one transaction. */
export class PostgresSigningKeyReader implements SigningKeyReader {
  constructor(protected readonly manager: EntityManager) {}

  async list(): Promise<RingKey[]> {
    const found: unknown = await this.manager.query(readRing);
    return found as RingKey[];
  }
}

export class PostgresSigningKeyWriter extends PostgresSigningKeyReader implements SigningKeyWriter {
  constructor(protected readonly change: ChangeContext) {
    super(change.manager);
  }

  async lock(): Promise<Ring> {
    // This lock conflicts with itself and with every writer, but not with readers: tokens are still
    // issued.
    await this.manager.query('LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE');
    // Stores the states that changed by time alone.
    await this.manager.query('SELECT FROM read_signing_keys()');
    const ring = (await this.list()) as unknown as Ring;
    await this.change.audit.trackChange(keysTarget, async () => toKeysState(await this.list()));
    return ring;
  }

  async publish(_ring: Ring, { kid, algorithm, use, sealed }: NewKey, delaySeconds: number): Promise<void> {
    await this.manager.query(publish, [kid, algorithm, recordedKeyUses[use], sealed, delaySeconds]);
  }
}

export class PostgresSigningKeyRevoker extends PostgresSigningKeyWriter implements SigningKeyRevoker {
  constructor(private readonly revoking: RevokeContext) {
    super(revoking);
  }

  async revoke(ring: Ring, kid: string): Promise<void> {
    this.change.audit.addTarget(keyTarget(kid));
    await this.manager.query(drop, [kid]);
    const state = ring.find((key) => key.kid === kid)?.state;
    if (state === 'next') await this.manager.query(clearRetirement, [kid]);
    if (state === 'active' || state === 'retiring') this.revoking.revocations.noteEndedTokens();
  }

  async activate(_ring: Ring, kid: string): Promise<void> {
    await this.manager.query(activate, [kid]);
  }
}

/** Everything that is sealed under a master key, in any table. */
export class PostgresSealedMaterial implements SealedMaterialWriter {
  constructor(private readonly change: ChangeContext) {}

  lockAll(): Promise<readonly Locked<SealedMaterial>[]> {
    return lockSealed(this.change.manager);
  }

  async replace(thing: Locked<SealedMaterial>, sealed: Uint8Array): Promise<void> {
    this.change.audit.addTarget(`${thing.table} ${thing.id}`);
    await replaceSealed(this.change.manager, thing, sealed);
  }
}
