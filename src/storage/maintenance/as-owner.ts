import type pg from 'pg';
import type { OwnerDatabase } from '../../config/config.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { openClient } from '../primary/connection-to.js';
import { toManagementError } from '../transaction/database-failure.js';

const connectTimeoutMs = 10_000;

/**
 * Runs `work` on a connection of its own, with the login of the schema's owner. Closing it rolls
 * back what was not committed. Throws `ManagementError`.
 *
 * @param command as PostgreSQL shows it
 */
export const asOwner = async <T>(
  { url, setting }: OwnerDatabase,
  command: string,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> => {
  const owner = openClient(url(), {
    application_name: command,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  try {
    await owner.connect();
    return await work(owner);
  } catch (error) {
    throw error instanceof ManagementError ? error : toManagementError(error, setting);
  } finally {
    await owner.end().catch(() => undefined);
  }
};

/** `allowed`: a statement whose one row says whether this login may. Throws `ManagementError('refused')`. */
export const assertOwner = async (owner: pg.Client, allowed: string, what: string): Promise<void> => {
  const { rows } = await owner.query<{ allowed: boolean }>(allowed);
  if (rows[0]?.allowed === true) return;
  throw new ManagementError(
    'refused',
    `MIGRATION_DATABASE_URL: only the owner of the schema may ${what}; give the URL with that login`,
    'MIGRATION_DATABASE_URL',
  );
};
