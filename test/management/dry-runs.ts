import { type ChangeEffect, DryRun } from '../../src/core/shared/dry-run.js';
import type { TestDatabase } from '../support/database.js';

/** What a change would do; `undefined`: it was done. */
export const dryRunOf = async (
  caller: { dryRun: boolean },
  change: () => Promise<unknown>,
): Promise<ChangeEffect | undefined> => {
  caller.dryRun = true;
  try {
    await change();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof DryRun) return thrown.effect;
    throw thrown;
  } finally {
    caller.dryRun = false;
  }
};

/** Leaves out what was not there before: its name differs each time. */
export const withoutNew = (state: unknown): unknown => {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return state ?? undefined;
  const there = Object.entries(state).flatMap(([name, value]) => {
    const kept = withoutNew(value);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return there.length === 0 ? undefined : Object.fromEntries(there);
};

export const contentOfTables = async (database: TestDatabase): Promise<unknown> => {
  const tables = await database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const contents = tables.map(
    ({ name }) => `SELECT '${name}' AS name, md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ${name} t`,
  );
  return database.sql(`${contents.join(' UNION ALL ')} ORDER BY name`);
};
