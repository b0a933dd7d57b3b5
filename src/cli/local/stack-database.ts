import pg from 'pg';
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
    for (const [role, password] of Object.entries(passwords)) await keepLogin(client, role, password);
    await client.query(`ALTER ROLE ${owner} CREATEROLE`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
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

const keepLogin = async (client: pg.Client, role: string, password: string): Promise<void> => {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
};

const asSuperuser = async (url: string, work: (client: pg.Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const urlFor = (superuserUrl: string, user: string, password: string): string => {
  const url = new URL(superuserUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
};
