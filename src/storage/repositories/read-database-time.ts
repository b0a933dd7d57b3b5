import type { EntityManager } from 'typeorm';

/** The database's time at this moment, not at the transaction's begin. */
export const readDatabaseTime = async (rows: EntityManager): Promise<Date> => {
  const found: unknown = await rows.query('SELECT clock_timestamp() AS now');
  const [row] = found as { now: Date }[];
  if (!row) throw new Error('the database answered no row');
  return row.now;
};
