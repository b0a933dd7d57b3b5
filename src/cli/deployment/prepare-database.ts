import { userInfo } from 'node:os';
import pg from 'pg';
import {
  loadDatabaseConfig,
  loadManagementUrl,
  loadMigrationConfig,
  loadProcessRole,
} from '../../config/config.js';
import { databaseAddress, urlAt } from '../../config/database-address.js';
import type { Environment } from '../../config/read-settings.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { type DatabaseInput, type DatabaseLogin, ensureDatabase } from './ensure-database.js';

/** `Superuser`: who prepares the database. */
export interface Superuser extends DatabaseLogin {
  /** The folder of PostgreSQL's socket, where its name is enough; without it, the password counts. */
  readonly socket?: string;
}

/**
 * Creates what the database URLs of the settings name: the database, its owner, and the
 * application's login as a member of the role that PORTARIA_ROLE needs, or, with
 * MANAGE_DATABASE_URL, one login that issues and one that manages. Safe to run again; it also
 * sets the passwords of the URLs.
 */
export const prepareDatabase = async (
  settings: Environment,
  superuser: Superuser,
): Promise<DatabaseInput> => {
  const url = loadMigrationConfig(settings).url();
  const ownerUrl = new URL(databaseAddress(url).url);
  const managerUrl = loadManagementUrl(settings);
  const input = {
    role: loadProcessRole(settings),
    database: decodeURIComponent(ownerUrl.pathname.slice(1)),
    owner: databaseLoginOf(url, 'MIGRATION_DATABASE_URL'),
    application: databaseLoginOf(loadDatabaseConfig(settings).url(), 'DATABASE_URL'),
    ...(managerUrl && { manager: databaseLoginOf(managerUrl(), 'MANAGE_DATABASE_URL') }),
  };
  assertUsable(input);
  const superuserUrl = urlAt(url, { ...superuser, database: 'postgres' });
  const { socket } = superuser;
  // From here on, nothing of root's is read.
  if (socket !== undefined) becomeUser(superuser.name);
  const address = socket === undefined ? superuserUrl : overSocket(superuserUrl, socket);
  await ensureDatabase(address, input).catch((cause: unknown) => {
    throw new ManagementError(
      'unavailable',
      `the database could not be prepared as ${superuser.name}: ${reasonOf(cause)}`,
      null,
      { cause },
    );
  });
  return input;
};

const overSocket = (url: string, folder: string): string => {
  const address = new URL(databaseAddress(url).url);
  for (const name of [...address.searchParams.keys()]) address.searchParams.delete(name);
  address.searchParams.set('host', folder);
  return address.href;
};

/** PostgreSQL asks the system who is at the other end of its socket (peer), so this process must be that user. */
const becomeUser = (name: string): void => {
  if (userInfo().username === name) return;
  try {
    if (process.getuid?.() !== 0) throw new Error('not root');
    process.initgroups?.(name, name);
    process.setgid?.(name);
    process.setuid?.(name);
  } catch (cause) {
    throw new ManagementError(
      'invalid',
      `--socket: run it as root, on a machine with the user ${name}`,
      'socket',
      { cause },
    );
  }
};

const databaseLoginOf = (text: string, setting: string): DatabaseLogin => {
  const url = new URL(databaseAddress(text).url);
  const login = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  if (login.name !== '' && login.password !== '') return login;
  throw new ManagementError('invalid', `${setting}: must contain a user and a password`, setting);
};

const assertUsable = (input: DatabaseInput): void => {
  const { database, owner, application } = input;
  const field = 'MIGRATION_DATABASE_URL';
  assertSecondLogin(input);
  if (database === '')
    throw new ManagementError('invalid', `${field}: must end with the name of the database`, field);
  if (owner.name !== application.name) return;
  throw new ManagementError(
    'invalid',
    `${field}: has the same user as DATABASE_URL. The application must not own the schema`,
    field,
  );
};

const assertSecondLogin = ({ role = 'all', owner, application, manager }: DatabaseInput): void => {
  if (!manager) return;
  const field = 'MANAGE_DATABASE_URL';
  const refuse = (problem: string): never => {
    throw new ManagementError('invalid', `${field}: ${problem}`, field);
  };
  if (role !== 'all')
    refuse(`is only for PORTARIA_ROLE=all. With PORTARIA_ROLE=${role}, set the login in DATABASE_URL`);
  if (manager.name === application.name)
    refuse('has the same user as DATABASE_URL. Use different logins for issuing and for management');
  if (manager.name === owner.name)
    refuse('has the same user as MIGRATION_DATABASE_URL. The application must not own the schema');
};

/** PostgreSQL's code for a wrong password, and its most likely cause here. */
const wrongPassword = '28P01';
const olderVolume =
  '. A PostgreSQL volume keeps the password that it was created with. Restore the secrets from that time, or delete the volume and its data';

/** Node wraps the errors of each address of a host in one error without a message. */
const reasonOf = (cause: unknown): string => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  const hint = cause instanceof pg.DatabaseError && cause.code === wrongPassword ? olderVolume : '';
  return `${errorMessageOf(cause)}${hint}`;
};
