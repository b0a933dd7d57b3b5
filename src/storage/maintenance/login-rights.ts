import { type ProcessRole, servesManagement } from '../../core/shared/process-role.js';
import { StartupError } from '../../core/shared/startup-error.js';
import type { Database } from '../database.js';

/** `writes`: the login may change who gets tokens, or read the sealed keys of the gateway's own CA. */
const readRights = {
  name: 'read-login-rights',
  text: `
    SELECT session_user::text AS login,
           has_table_privilege('account', 'INSERT') OR has_any_column_privilege('credential_secret', 'INSERT')
             OR has_any_column_privilege('account_certificate', 'INSERT')
             OR has_any_column_privilege('certificate_authority', 'SELECT') AS writes`,
};

/**
 * Detects a database login that has not the rights of the process's role. An issuing process whose
 * login may change accounts would work, and its takeover would be that of everything.
 */
export class DatabaseLoginRights {
  constructor(
    private readonly database: Database,
    private readonly serve: ProcessRole,
  ) {}

  /** Throws `StartupError` when the login may do more than issue, or too little to manage. */
  async check(): Promise<void> {
    const [row] = await this.database.query<{ login: string; writes: boolean }>(readRights);
    if (!row || row.writes === servesManagement(this.serve)) return;
    const problem = row.writes
      ? 'may change accounts and secrets, which a process with PORTARIA_SERVE=issue must not'
      : `may only issue tokens, which is too little for PORTARIA_SERVE=${this.serve}`;
    throw new StartupError(
      `DATABASE_URL: the login ${row.login} ${problem}. Give each role a login of its own: put it into DATABASE_URL and run ` +
        `portaria database prepare with PORTARIA_SERVE=${this.serve}`,
    );
  }
}
