import type { EntityManager } from 'typeorm';

/** Reads the database's time at this moment, not at the start of the transaction. */
export const readDatabaseTime = async (manager: EntityManager): Promise<Date> => {
  const found: unknown = await manager.query('SELECT clock_timestamp() AS now');
  const [row] = found as { now: Date }[];
  if (!row) throw new Error('the database returned no row');
  return row.now;
};
