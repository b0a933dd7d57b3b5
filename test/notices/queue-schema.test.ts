import { getConstructionPlans } from 'pg-boss';
import { expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/** The partitions of its statistics are created by the day, and nothing writes into them here. */
const ofADay = String.raw`queue_stats_\d{8}`;

/** Everything in the schema of the queue, one line for each column, index, constraint, function and value. */
const schemaOfQueue = async (database: TestDatabase): Promise<readonly string[]> => {
  const rows = await database.sql<{ line: string }>(
    `SELECT concat_ws(' ', 'column', table_name, column_name, data_type, column_default, is_nullable) AS line
     FROM information_schema.columns WHERE table_schema = 'notice_queue' AND table_name !~ $1
     UNION ALL
     SELECT indexdef FROM pg_indexes WHERE schemaname = 'notice_queue' AND tablename !~ $1
     UNION ALL
     SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
     WHERE connamespace = 'notice_queue'::regnamespace AND conrelid::regclass::text !~ $1
     UNION ALL
     SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'notice_queue'::regnamespace
     UNION ALL
     SELECT concat_ws(' ', 'value', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum
     WHERE enumtypid::regtype::text LIKE 'notice_queue.%'
     UNION ALL
     SELECT 'version ' || version FROM notice_queue.version`,
    [ofADay],
  );
  return rows.map(({ line }) => line.replaceAll(/\s+/g, ' ')).toSorted();
};

test('the migrations create the schema, and its version, that the installed release of pg-boss creates', async () => {
  const database = await makeDatabase();
  const migrated = await schemaOfQueue(database);
  await database.sql('DROP SCHEMA notice_queue CASCADE');
  await database.sql(getConstructionPlans('notice_queue'));
  expect(migrated).toEqual(await schemaOfQueue(database));
  expect(migrated.length).toBeGreaterThan(100);
});
