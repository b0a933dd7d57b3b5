import { type DatabaseUrls, ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { type RunningPostgres, startPostgres } from './postgres-process.js';
import type { StackSecrets } from './stack-secrets.js';

export interface StackDatabase extends DatabaseUrls {
  readonly process: RunningPostgres;
}

/** Starts PostgreSQL, and creates its logins and its database when they are missing. */
export const startStackDatabase = async (
  folder: string,
  port: number,
  secrets: StackSecrets,
  say: (line: string) => void,
): Promise<StackDatabase> => {
  const process = await startPostgres({
    dataDir: folder,
    port,
    portSetting: 'PORTARIA_LOCAL_POSTGRES_PORT',
    say,
  });
  const urls = await ensureDatabase(process.url, {
    database: 'portaria',
    owner: { name: 'portaria_owner', password: secrets.valueOf('database-owner') },
    application: { name: 'portaria_login', password: secrets.valueOf('database-application') },
    manager: { name: 'portaria_manager', password: secrets.valueOf('database-manager') },
  });
  return { process, ...urls };
};
