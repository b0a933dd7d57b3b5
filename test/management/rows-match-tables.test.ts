import { DataSource } from 'typeorm';
import { expect, test } from 'vitest';
import { managementRows } from '../../src/storage/rows/management-rows.js';
import { makeDatabase } from '../support/database.js';

const differences = async (url: string): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: managementRows,
    installExtensions: false,
    // To compare, TypeORM asks many questions at once on one connection, which pg warns of unless it was told.
    extra: { pipeline: true },
  });
  await source.initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  return upQueries.map(({ query }) => query);
};

test('the rows that TypeORM knows are the tables that the migrations made', async () => {
  const database = await makeDatabase();
  expect(await differences(database.ownerUrl)).toEqual([]);
});

test('a column that the rows do not know is seen as a difference', async () => {
  const database = await makeDatabase();
  await database.sql('ALTER TABLE account ADD COLUMN surprise text');
  expect(await differences(database.ownerUrl)).toEqual([expect.stringContaining('surprise')]);
});
