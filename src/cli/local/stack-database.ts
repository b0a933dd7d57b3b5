import { asSuperuser, keepDatabase } from './database-logins.js';
import { startPostgres, type RunningPostgres } from './postgres-process.js';
import type { StackSecrets } from './stack-secrets.js';

export interface StackDatabase {
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** Lets the application's login do the application's work; after the migrations, which make that role. */
  admit(): Promise<void>;
  readonly process: RunningPostgres;
}

const database = 'portaria';
const owner = 'portaria_owner';
const application = 'portaria_login';

/** Starts PostgreSQL and sees to its two logins and its database. */
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
  const passwords = {
    [owner]: secrets.valueOf('database-owner'),
    [application]: secrets.valueOf('database-application'),
  };
  await asSuperuser(process.url, async (client) => {
    await keepDatabase(client, {
      database,
      owner: { name: owner, password: passwords[owner] },
      application: { name: application, password: passwords[application] },
    });
    await client.query(`ALTER ROLE ${owner} CREATEROLE`);
  });
  const admit = (): Promise<void> =>
    asSuperuser(process.url, async (client) => {
      await client.query(`GRANT portaria_app TO ${application}`);
    });
  return {
    process,
    admit,
    ownerUrl: urlFor(process.url, owner, passwords[owner]),
    appUrl: urlFor(process.url, application, passwords[application]),
  };
};

const urlFor = (superuserUrl: string, user: string, password: string): string => {
  const url = new URL(superuserUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
};
