import type { EntityManager } from 'typeorm';

/** Reads the database's time at this moment, not at the start of the transaction. */
export const readDatabaseTime = async (rows: EntityManager): Promise<Date> => {
  const found: unknown = await rows.query('SELECT clock_timestamp() AS now');
  const [row] = found as { now: Date }[];
  if (!row) throw new Error('the database answered no row');
  return row.now;
};
