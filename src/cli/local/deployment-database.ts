import { loadDatabaseConfig, loadMigrationConfig } from '../../config/config.js';
import { ManagementError } from '../../core/management-error.js';
import { asSuperuser, type DatabaseWish, keepDatabase, type Login } from './database-logins.js';

/**
 * Makes what the two database URLs of the configuration name: the database, its owner, and the application's login as a
 * member of the role portaria_app. Safe to run again; it also sets the passwords that the URLs have.
 */
export const prepareDatabase = async (superuser: Login): Promise<DatabaseWish> => {
  const ownerUrl = new URL(loadMigrationConfig(process.env).url());
  const applicationUrl = new URL(loadDatabaseConfig(process.env).url());
  const wish = {
    database: decodeURIComponent(ownerUrl.pathname.slice(1)),
    owner: loginIn(ownerUrl),
    application: loginIn(applicationUrl),
  };
  if (wish.owner.name === wish.application.name) {
    const why = 'the application must not be the owner of the schema';
    throw new ManagementError(
      'invalid',
      `DATABASE_URL and MIGRATION_DATABASE_URL name the same login: ${why}`,
    );
  }
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(superuser.name);
  url.password = encodeURIComponent(superuser.password);
  url.pathname = '/postgres';
  await asSuperuser(url.href, async (client) => {
    // Made here, so that the owner need not be allowed to make roles.
    const { rowCount } = await client.query(`SELECT FROM pg_roles WHERE rolname = 'portaria_app'`);
    if (rowCount === 0) await client.query('CREATE ROLE portaria_app NOLOGIN');
    await keepDatabase(client, wish);
    await client.query(`GRANT portaria_app TO ${client.escapeIdentifier(wish.application.name)}`);
  }).catch((cause: unknown) => {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ManagementError('unavailable', `the database could not be prepared: ${words}`, null, { cause });
  });
  return wish;
};

const loginIn = (url: URL): Login => ({
  name: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
});
