import { DeploymentError } from '../../core/shared/deployment-error.js';
import { type ProcessRole, servesManagement } from '../../core/shared/process-role.js';
import type { Database } from '../database.js';
import type { DatabaseConnections } from '../database-connections.js';

/**
 * `writes`: the login may change who gets tokens, or read the sealed keys of the gateway's own CA.
 * `place`: the server and the database, which a copy elsewhere does not share.
 */
const readRights = {
  name: 'read-login-rights',
  text: `
    SELECT session_user::text AS login,
           has_table_privilege('account', 'INSERT') OR has_any_column_privilege('credential_secret', 'INSERT')
             OR has_any_column_privilege('account_certificate', 'INSERT')
             OR has_any_column_privilege('certificate_authority', 'SELECT') AS writes,
           extract(epoch FROM pg_postmaster_start_time())::text || ' '
             || (SELECT oid FROM pg_database WHERE datname = current_database())::text AS place`,
};

interface DatabaseLoginRightsRow {
  readonly login: string;
  readonly writes: boolean;
  readonly place: string;
}

/**
 * Detects a database login that has not the rights of the process's role. An issuing process whose
 * login may change accounts would work, and its takeover would be that of everything.
 */
export class DatabaseLoginRights {
  constructor(
    private readonly connections: DatabaseConnections,
    private readonly role: ProcessRole,
  ) {}

  /**
   * Throws `DeploymentError` when a login may do more than issue, or too little to manage, or when two
   * logins lead to two databases.
   */
  async check(): Promise<void> {
    const { issuing, maintenance, areDivided } = this.connections;
    if (areDivided) assertDivided(await rightsOf(issuing), await rightsOf(maintenance));
    else this.assertOfRole(await rightsOf(issuing));
  }

  private assertOfRole({ login, writes }: DatabaseLoginRightsRow): void {
    if (writes === servesManagement(this.role)) return;
    const problem = writes
      ? 'may change accounts and secrets, which a process with PORTARIA_ROLE=issue must not'
      : `may only issue tokens, which is too little for PORTARIA_ROLE=${this.role}`;
    const otherLogin =
      this.role === 'all' ? ', or give it a managing login as well, in MANAGE_DATABASE_URL' : '';
    throw new DeploymentError(
      `DATABASE_URL: the login ${login} ${problem}. Give each role a login of its own: put it into DATABASE_URL and run ` +
        `portaria database prepare with PORTARIA_ROLE=${this.role}${otherLogin}`,
    );
  }
}

const assertDivided = (issuing: DatabaseLoginRightsRow, managing: DatabaseLoginRightsRow): void => {
  const fix =
    'put two logins into DATABASE_URL and MANAGE_DATABASE_URL, and run portaria database prepare with both';
  if (issuing.writes)
    throw new DeploymentError(
      `DATABASE_URL: the login ${issuing.login} may change accounts and secrets, which the login that issues must not ` +
        `beside MANAGE_DATABASE_URL; ${fix}`,
    );
  if (!managing.writes)
    throw new DeploymentError(
      `MANAGE_DATABASE_URL: the login ${managing.login} may only issue tokens, which is too little to manage; ${fix}`,
    );
  if (issuing.place !== managing.place)
    throw new DeploymentError(
      'MANAGE_DATABASE_URL: leads to another database than DATABASE_URL; name the same host, port and database in both',
    );
};

const rightsOf = async (database: Database): Promise<DatabaseLoginRightsRow> => {
  const [row] = await database.query<DatabaseLoginRightsRow & Record<string, unknown>>(readRights);
  if (!row) throw new DeploymentError('DATABASE_URL: the database does not say what its login may do');
  return row;
};
