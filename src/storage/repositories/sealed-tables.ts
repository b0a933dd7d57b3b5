import type { EntityManager } from 'typeorm';
import type { SealedMaterial } from '../../core/keys/key-generator.js';
import type { Locked } from '../../core/shared/locked.js';

/**
 * A table with a column `sealed`. `id` names its rows, as text; `label` is what the material is
 * bound to (src/crypto).
 */
interface SealedTable {
  readonly id: string;
  readonly label: string;
  /** Selects the rows that may still be opened. */
  readonly alive: string;
}

/**
 * Every table with material that is sealed under a master key. Material of a table that is missing
 * here is lost with the old key.
 */
export const sealedTables: Readonly<Record<string, SealedTable>> = {
  signing_key: {
    id: 'kid',
    label: `kid || '|' || algorithm || '|' || use`,
    alive: `kid IN (SELECT kid FROM signing_key_ring WHERE state <> 'retired')`,
  },
  // An authority that no longer signs certificates still signs its list of revoked ones.
  certificate_authority: {
    id: `encode(fingerprint, 'hex')`,
    label: `encode(fingerprint, 'hex') || '|certificate-authority|sign'`,
    alive: 'true',
  },
  notice_recipient: {
    id: 'id::text',
    label: `id || '|notice-recipient|webhook'`,
    alive: 'sealed IS NOT NULL AND removed_at IS NULL',
  },
};

/** Reads everything that is sealed, and locks each row. */
export const lockSealed = async (manager: EntityManager): Promise<Locked<SealedMaterial>[]> => {
  const things: Locked<SealedMaterial>[] = [];
  for (const [table, { id, label, alive }] of Object.entries(sealedTables)) {
    const found: unknown = await manager.query(
      `SELECT '${table}' AS "table", ${id} AS id, ${label} AS label, sealed FROM ${table} WHERE ${alive}
       ORDER BY 2 FOR UPDATE OF ${table}`,
    );
    things.push(...(found as Locked<SealedMaterial>[]));
  }
  return things;
};

/**
 * Writes what was sealed under another master key. The name of the table goes into the statement: it comes from
 * `lockSealed`, and from no request.
 */
export const replaceSealed = async (
  manager: EntityManager,
  { table, id }: SealedMaterial,
  sealed: Uint8Array,
): Promise<void> => {
  await manager.query(`UPDATE ${table} SET sealed = $2 WHERE ${sealedTables[table]?.id ?? ''} = $1`, [
    id,
    sealed,
  ]);
};
