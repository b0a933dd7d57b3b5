import pg from 'pg';
import { loadDatabaseConfig, loadMigrationConfig, loadProcessRole } from '../../config/config.js';
import type { Environment } from '../../config/read-settings.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { type DatabaseInput, ensureDatabase, type Login } from './ensure-database.js';

/**
 * Creates what the two database URLs of the settings name: the database, its owner, and the
 * application's login as a member of the role that PORTARIA_SERVE needs. Safe to run again; it also
 * sets the passwords of the URLs.
 */
export const prepareDatabase = async (settings: Environment, superuser: Login): Promise<DatabaseInput> => {
  const ownerUrl = new URL(loadMigrationConfig(settings).url());
  const applicationUrl = new URL(loadDatabaseConfig(settings).url());
  const input = {
    serve: loadProcessRole(settings),
    database: decodeURIComponent(ownerUrl.pathname.slice(1)),
    owner: databaseLoginOf(ownerUrl, 'MIGRATION_DATABASE_URL'),
    application: databaseLoginOf(applicationUrl, 'DATABASE_URL'),
  };
  assertUsable(input);
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(superuser.name);
  url.password = encodeURIComponent(superuser.password);
  url.pathname = '/postgres';
  await ensureDatabase(url.href, input).catch((cause: unknown) => {
    throw new ManagementError(
      'unavailable',
      `the database could not be prepared as ${superuser.name}: ${reasonOf(cause)}`,
      null,
      { cause },
    );
  });
  return input;
};

const databaseLoginOf = (url: URL, setting: string): Login => {
  const login = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  if (login.name !== '' && login.password !== '') return login;
  throw new ManagementError('invalid', `${setting}: must have a user and a password in it`, setting);
};

const assertUsable = ({ database, owner, application }: DatabaseInput): void => {
  const field = 'MIGRATION_DATABASE_URL';
  if (database === '') throw new ManagementError('invalid', `${field}: must end with a database`, field);
  if (owner.name !== application.name) return;
  throw new ManagementError(
    'invalid',
    `${field}: has the same user as DATABASE_URL; the application must not be the owner of the schema`,
    field,
  );
};

/** PostgreSQL's code for a wrong password, and its most likely cause here. */
const wrongPassword = '28P01';
const olderVolume =
  '; a volume of PostgreSQL keeps the password that it was made with: bring back the secrets of then, or remove the volume and what is in it';

/** Node wraps the errors of each address of a host in one error without a message. */
const reasonOf = (cause: unknown): string => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  const hint = cause instanceof pg.DatabaseError && cause.code === wrongPassword ? olderVolume : '';
  return `${cause instanceof Error ? cause.message : String(cause)}${hint}`;
};
