/**
 * `npm run schema:generate`: writes schema.sql, the schema as all migrations leave it, from a temporary
 * PostgreSQL. With --check it writes nothing and fails when the file is stale.
 *
 * This folder owns that file. It must never be shipped, or change a migration.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrations } from '../../migrations/list.js';
import { ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { messageOf } from '../../src/cli/deployment/programs.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { startPostgres } from '../stack/postgres-process.js';
import { dumpSchema } from './dump-schema.js';

const head =
  '-- Made by `npm run schema:generate` from the migrations; a change is a new migration.\n' +
  '-- For reading: the current text of every table, view, function and grant. It is run nowhere.\n\n';

/** The same on every machine: the owner's name is not part of the dump. */
const input = {
  database: 'portaria',
  owner: { name: 'portaria_owner', password: 'owner' },
  application: { name: 'portaria_login', password: 'login' },
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
};

const migratedSchema = async (superuserUrl: string): Promise<string> => {
  const { ownerUrl } = await ensureDatabase(superuserUrl, input);
  await migrate(() => ownerUrl, migrations, { waiting: () => undefined });
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return head + (await dumpSchema(client));
  } finally {
    await client.end();
  }
};

const main = async (): Promise<void> => {
  const file = join(import.meta.dirname, '../../../schema.sql');
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), say: () => undefined });
  const schema = await migratedSchema(postgres.url).finally(() => postgres.stop());
  if (!process.argv.includes('--check')) await writeFile(file, schema);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== schema)
    throw new Error('schema.sql is stale: run `npm run schema:generate`.');
};

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
