import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Bench, Figure, Row } from '../figure.js';
import { spreadOf } from '../pairs.js';
import { startProductBehind } from '../parts/contenders.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;
const levels = [1, 8, 32, 128] as const;
const warmUpSeconds = 2;
const perThousand = 1000;

/** What PostgreSQL has counted so far: it does not depend on how busy the machine is. */
interface Counted {
  /** Calls of the function that records a batch of tokens. */
  readonly statements: number;
  readonly walBytes: number;
  /** Pages that were written to the WAL whole, since they changed for the first time after a checkpoint. */
  readonly fullPages: number;
}

const question = `
  SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions WHERE funcname LIKE 'record_%tokens')::float8 AS statements,
         pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS "walBytes",
         (SELECT wal_fpi FROM pg_stat_wal)::float8 AS "fullPages"`;

/** Work of the database for 1,000 tokens. */
interface Work {
  readonly connections: number;
  readonly statements: number;
  readonly walBytes: number;
  readonly fullPages: number;
}

const worksOf = async (bench: Bench, client: pg.Client, url: string): Promise<readonly Work[]> => {
  const { rig, options, say } = bench;
  const count = async (): Promise<Counted> => {
    // A session tells its counts a second after its last statement, at the latest.
    await pause(1500);
    const { rows } = await client.query<Counted>(question);
    if (!rows[0]) throw new Error('PostgreSQL gave no counts');
    return rows[0];
  };
  const works: Work[] = [];
  await rig.load({ url, keepAlive: true, connections: 32, seconds: warmUpSeconds });
  for (const connections of levels) {
    const before = await count();
    const { requests } = await rig.load({ url, keepAlive: true, connections, seconds: options.seconds });
    const after = await count();
    const each = (of: (counted: Counted) => number): number =>
      ((of(after) - of(before)) * perThousand) / requests;
    works.push({
      connections,
      statements: each(({ statements }) => statements),
      walBytes: each(({ walBytes }) => walBytes),
      fullPages: each(({ fullPages }) => fullPages),
    });
    say(noteOf(works.at(-1)));
  }
  return works;
};

const noteOf = (work: Work | undefined): string =>
  work
    ? `${String(work.connections)} connections: ${work.statements.toFixed(0)} statements, ` +
      `${(work.walBytes / 1000).toFixed(0)} kB of WAL and ${work.fullPages.toFixed(0)} whole pages in it, for 1,000 tokens`
    : '';

/** Statements and WAL bytes for 1,000 tokens, as PostgreSQL counts them. */
export const databaseWork: Row = {
  name: 'database-work',
  says: 'statements and WAL bytes for 1,000 tokens at 1 to 128 connections, as PostgreSQL counts them',
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const client = new pg.Client({ connectionString: rig.database.adminUrl });
    await client.connect();
    try {
      await client.query(`ALTER DATABASE portaria SET track_functions = 'all'`);
      const clients = await rig.accounts(accounts, 'made');
      const product = await startProductBehind(rig, 'product', { bodies: tokenBodies(clients) });
      const works = await worksOf(bench, client, product.load.url);
      await product.stop();
      const [alone, most] = [works[0], works.at(-1)];
      return [
        {
          row: 'database-work',
          what: 'statements for 1,000 tokens: 128 connections / one connection',
          spread: spreadOf([(most?.statements ?? Number.NaN) / (alone?.statements ?? Number.NaN)]),
          unit: 'x',
          target: { direction: 'at most', value: 0.1 },
          notes: works.map(noteOf),
        },
      ];
    } finally {
      await client.end();
    }
  },
};
