import type { Logger } from 'pino';
import type { DatabaseLoginRights } from '../storage/maintenance/database-login-rights.js';
import type { DatabaseLoginSettingsCheck } from '../storage/maintenance/database-login-settings-check.js';
import type { PepperCheck } from '../storage/maintenance/pepper-check.js';
import type { SchemaCheck } from '../storage/maintenance/schema-check.js';

/** Checks whether the database is the one that this process expects. Must never change it. */
export class DatabaseChecks {
  constructor(
    private readonly schema: SchemaCheck,
    private readonly peppers: PepperCheck,
    private readonly loginSettings: DatabaseLoginSettingsCheck,
    private readonly rights: DatabaseLoginRights,
    private readonly log: Logger,
  ) {}

  /** Throws `DeploymentError` when this release may not work with the schema. */
  checkSchema(): Promise<void> {
    return this.schema.check();
  }

  /**
   * Throws `DeploymentError` when no secret can be checked. Where only some cannot, the clients with the
   * others still get their tokens.
   */
  checkPeppers(): Promise<void> {
    return this.peppers.check();
  }

  /**
   * Throws `DeploymentError` when the database login has a default that changes what statements mean. It
   * comes first, since the other checks would fail for a reason that says nothing.
   */
  async checkLoginSettings(): Promise<void> {
    await this.loginSettings.unexpectedSettings();
  }

  /** Throws `DeploymentError` when the database login has not the rights of this process's role. */
  checkDatabaseLogin(): Promise<void> {
    return this.rights.check();
  }

  async warnOfLoginSettings(): Promise<void> {
    for (const { login, name, value, expected } of await this.loginSettings.unexpectedSettings())
      this.log.warn(
        { login, setting: { name, value, expected } },
        'the database login has a default that portaria database prepare does not set: find out who set it, then run that command',
      );
    for (const lacking of await this.loginSettings.missingLimits())
      this.log.warn(
        lacking,
        'the database login lacks limits, so a session that hangs could keep tokens and revocations waiting: ' +
          'run portaria database prepare',
      );
  }
}
