import type { EntityManager } from 'typeorm';
import type { Held } from '../../core/held.js';
import { type NewKey, retiringSeconds, type RingKey } from '../../core/signing-key.js';

/** A function of the database's clock, which a view works out: plain SQL, since TypeORM's rows know tables only. */
const readRing = `
  SELECT kid, algorithm, use, state, created_at AS "createdAt", activates_at AS "activatesAt", retires_at AS "retiresAt",
         dropped_at AS "droppedAt"
  FROM signing_key_ring ORDER BY activates_at, kid`;

const seconds = `interval '1 second'`;

/** The key that is to take over tells when the active one ends; one that has an end already never gets a later one. */
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

/** A waiting key that is dropped does not take over: the active one has no end again. */
const keepActive = `
  UPDATE signing_key k SET retires_at = NULL
  FROM signing_key_ring r, signing_key d
  WHERE d.kid = $1 AND r.kid = k.kid AND r.state = 'active' AND r.algorithm = d.algorithm AND r.use = d.use`;

/** After the active one was dropped: the index lets there be one at a time. */
const activate = `
  UPDATE signing_key SET state = 'active', activates_at = clock_timestamp(), activated_at = clock_timestamp()
  WHERE kid = $1`;

/** The part of the books in which the signing keys are kept. */
export class KeyShelf {
  constructor(private readonly rows: EntityManager) {}

  async all(): Promise<RingKey[]> {
    const found: unknown = await this.rows.query(readRing);
    return found as RingKey[];
  }

  async hold(): Promise<Held<readonly RingKey[]>> {
    // Conflicts with itself and with every writer, not with readers: tokens go on.
    await this.rows.query('LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE');
    // Writes down which states time has passed over.
    await this.rows.query('SELECT FROM read_signing_keys()');
    return (await this.all()) as unknown as Held<readonly RingKey[]>;
  }

  async publish({ kid, algorithm, use, sealed }: NewKey, delaySeconds: number): Promise<void> {
    await this.rows.query(publish, [kid, algorithm, use, sealed, delaySeconds]);
  }

  async drop(ring: Held<readonly RingKey[]>, kid: string): Promise<void> {
    await this.rows.query(drop, [kid]);
    if (ring.find((key) => key.kid === kid)?.state === 'next') await this.rows.query(keepActive, [kid]);
  }

  async activate(kid: string): Promise<void> {
    await this.rows.query(activate, [kid]);
  }
}
