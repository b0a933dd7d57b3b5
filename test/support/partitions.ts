import pg from 'pg';
import { expect } from 'vitest';
import type { TestDatabase } from './database.js';

export const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

/** Interrupts the detach while it waits for a reader, and returns the name of the partition of today. */
export const detachHalfway = async (database: TestDatabase, parent: string): Promise<string> => {
  const name = `${parent}_${day(0)}`;
  const [reader, detaching] = [new pg.Client(database.adminUrl), new pg.Client(database.adminUrl)];
  await Promise.all([reader.connect(), detaching.connect()]);
  await reader.query('BEGIN');
  await reader.query(`SELECT count(*) FROM ${parent}`);
  await detaching.query(`SET statement_timeout = '500ms'`);
  await expect(
    detaching.query(`ALTER TABLE ${parent} DETACH PARTITION ${name} CONCURRENTLY`),
  ).rejects.toThrow('statement timeout');
  await Promise.all([reader.end(), detaching.end()]);
  return name;
};
