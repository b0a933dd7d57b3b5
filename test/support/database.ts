import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { afterFile } from './cleanup.js';
import { inDatabase, templateDatabase } from './global-setup.js';

/** `TestDatabase`: a database of the test file's own. */
export interface TestDatabase {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly issueUrl: string;
  readonly manageUrl: string;
  /** Runs a statement as the superuser and returns its rows. */
  sql<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<Row[]>;
}

/**
 * Creates a clone of the migrated template, or, with `empty`, a database without a schema. It is
 * dropped after the test file, or when `after` says.
 */
export const makeDatabase = async (
  options: { readonly empty?: true } = {},
  after: typeof afterFile = afterFile,
): Promise<TestDatabase> => {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.empty ? 'template1' : templateDatabase;
  // Copying files takes PostgreSQL a sixteenth of the processor time that logging each page takes.
  const how = `TEMPLATE ${template} STRATEGY FILE_COPY OWNER portaria_owner`;
  await onCluster(cluster.adminUrl, `CREATE DATABASE ${name} ${how}`);
  const urls = {
    adminUrl: inDatabase(cluster.adminUrl, name),
    ownerUrl: inDatabase(cluster.ownerUrl, name),
    appUrl: inDatabase(cluster.appUrl, name),
    issueUrl: inDatabase(cluster.issueUrl, name),
    manageUrl: inDatabase(cluster.manageUrl, name),
  };
  const pool = new pg.Pool({ connectionString: urls.adminUrl, max: 4 });
  pool.on('error', () => undefined);
  after(async () => {
    await pool.end();
    await onCluster(cluster.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, values)).rows;
  return { ...urls, sql };
};

const onCluster = async (url: string, text: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await untilFree(() => client.query(text));
  } finally {
    await client.end();
  }
};

/** Cloning fails while another file clones the same template: SQLSTATE 55006, to be tried again. */
const untilFree = async (work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== '55006') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the template database was never free');
};
