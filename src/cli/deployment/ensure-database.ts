import type pg from 'pg';
import { urlAt } from '../../config/database-address.js';
import type { ProcessRole } from '../../core/shared/process-role.js';
import { advisoryLocks } from '../../storage/advisory-locks.js';
import { databaseLoginSettings } from '../../storage/database-login-settings.js';
import { openClient } from '../../storage/primary/connection-to.js';
import { scramVerifierOf } from './scram-verifier.js';

export interface DatabaseLogin {
  readonly name: string;
  readonly password: string;
}

/** `DatabaseInput`: a database, its owner, who migrates it, and the application's login. */
export interface DatabaseInput {
  /** What the processes with the application's login serve; without it, everything. */
  readonly role?: ProcessRole;
  /** The second login of a process that does everything: it manages, and the application's only issues. */
  readonly manager?: DatabaseLogin;
  readonly database: string;
  readonly owner: DatabaseLogin;
  readonly application: DatabaseLogin;
}

/** The same logins as connection URLs. */
export interface DatabaseUrls {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly manageUrl?: string;
}

/** The time after which a server that does not answer is given up. */
const connectWithinMs = 10_000;
/**
 * Creates what is missing of a database before its migrations, and sets both passwords: the logins,
 * the database, and the roles that have the application's rights, to one of which its login belongs.
 * Safe to run again.
 *
 * @param superuserUrl of any database of the cluster; an administrator with CREATEROLE and CREATEDB is enough
 */
export const ensureDatabase = async (superuserUrl: string, input: DatabaseInput): Promise<DatabaseUrls> => {
  const { database, owner, application, manager } = input;
  const client = openClient(superuserUrl, { connectionTimeoutMillis: connectWithinMs });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLocks.databasePreparation]);
    // Created here, so that the owner does not need the right to create roles: such a login could
    // grant itself many other roles.
    for (const group of Object.values(groups))
      if (!(await hasRole(client, group))) await client.query(`CREATE ROLE ${group} NOLOGIN`);
    await ensureDatabaseLogin(client, owner);
    for (const [login, role] of rolesOf(input)) {
      await ensureDatabaseLogin(client, login);
      await makeMemberOf(client, groups[role], login.name);
    }
    await makeDatabaseUnlessThere(client, database, owner.name);
    await refuseTemporaryTables(client, database);
    for (const [login] of rolesOf(input)) await setDefaults(client, login.name, database);
  } finally {
    await client.end();
  }
  return {
    ownerUrl: urlFor(superuserUrl, database, owner),
    appUrl: urlFor(superuserUrl, database, application),
    ...(manager && { manageUrl: urlFor(superuserUrl, database, manager) }),
  };
};

const rolesOf = ({ role = 'all', application, manager }: DatabaseInput): [DatabaseLogin, ProcessRole][] =>
  manager
    ? [
        [application, 'issue'],
        [manager, 'manage'],
      ]
    : [[application, role]];

/** The role of the database that has the rights of the processes of a role. */
const groups: Readonly<Record<ProcessRole, string>> = {
  all: 'portaria_app',
  issue: 'portaria_issue',
  manage: 'portaria_manage',
};

/** Of one group and no other: a login that changes its role keeps no right of the former one. */
const makeMemberOf = async (client: pg.Client, group: string, login: string): Promise<void> => {
  const name = client.escapeIdentifier(login);
  await client.query(`GRANT ${group} TO ${name}`);
  for (const other of Object.values(groups))
    if (other !== group && (await isMember(client, other, login)))
      await client.query(`REVOKE ${other} FROM ${name}`);
};

const isMember = async (client: pg.Client, group: string, login: string): Promise<boolean> =>
  (
    await client.query(
      'SELECT FROM pg_auth_members WHERE roleid = to_regrole($1) AND member = (SELECT oid FROM pg_roles WHERE rolname = $2)',
      [group, login],
    )
  ).rowCount !== 0;

const hasRole = async (client: pg.Client, name: string): Promise<boolean> =>
  (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount !== 0;

const ensureDatabaseLogin = async (client: pg.Client, { name, password }: DatabaseLogin): Promise<void> => {
  const verb = (await hasRole(client, name)) ? 'ALTER' : 'CREATE';
  const role = client.escapeIdentifier(name);
  // The verifier and not the password: a failed statement is in the server's log.
  const verifier = client.escapeLiteral(scramVerifierOf(password));
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${verifier}`);
};

/**
 * Sets the defaults of the application's login, and takes back every other one: an attacker who has the
 * login may have set them, and they outlive a change of its password.
 */
const setDefaults = async (client: pg.Client, login: string, database: string): Promise<void> => {
  const role = client.escapeIdentifier(login);
  await client.query('BEGIN');
  await client.query(`ALTER ROLE ${role} RESET ALL`);
  await client.query(`ALTER ROLE ${role} IN DATABASE ${client.escapeIdentifier(database)} RESET ALL`);
  for (const [name, value] of Object.entries(databaseLoginSettings))
    await client.query(`ALTER ROLE ${role} SET ${name} = ${client.escapeLiteral(value)}`);
  await client.query('COMMIT');
};

const makeDatabaseUnlessThere = async (client: pg.Client, name: string, owner: string): Promise<void> => {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  await joinUnlessSuperuser(client, owner);
  await client.query(
    `CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${client.escapeIdentifier(owner)}`,
  );
};

/**
 * The application needs no temporary tables, and they are a thief's first tool. A migration says so too, but a restore
 * into a new database brings no rights on the database itself. For an administrator without that right it is a warning of PostgreSQL.
 */
const refuseTemporaryTables = async (client: pg.Client, name: string): Promise<void> => {
  await client.query(`REVOKE TEMPORARY ON DATABASE ${client.escapeIdentifier(name)} FROM PUBLIC`);
};

/** The administrator of a managed PostgreSQL is no superuser, and may name only owners that they are a member of. */
const joinUnlessSuperuser = async (client: pg.Client, owner: string): Promise<void> => {
  const { rowCount } = await client.query(
    'SELECT FROM pg_roles WHERE rolname = current_user AND NOT rolsuper',
  );
  if (rowCount !== 0) await client.query(`GRANT ${client.escapeIdentifier(owner)} TO CURRENT_USER`);
};

const urlFor = (superuserUrl: string, database: string, login: DatabaseLogin): string =>
  urlAt(superuserUrl, { ...login, database });
