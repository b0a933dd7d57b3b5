import type { Environment } from '../config/read-settings.js';
import type { InspectCertificate } from '../management/inspect-certificate.js';
import type { UseCases } from '../management/use-cases.js';
import type { VerifyAuditCopy } from '../management/verify-audit-copy.js';
import type { Screen } from './screen.js';
import type { Terminal } from './terminal.js';

/** What the commands are given to work with; whoever composes them knows how it is made. */
export interface CommandHouse {
  readonly version: string;
  readonly terminal: Terminal;
  /**
   * Reads the configuration when it is first called, so that `--help` needs none. What is changed is the doing of the
   * operating system's user, who says that he is, or acts for, `alias`. Throws `ConfigError`.
   */
  management(alias: string | null): UseCases;
  /** Applies the missing migrations; resolves to their names. Throws `ConfigError` and `ManagementError`. */
  migrate(progress: { waiting(): void }): Promise<readonly string[]>;
  /**
   * The names and values of what is set: the environment, completed from the env file. For what is made before there is a
   * database to manage. With `enough`, the name of a setting, an environment that has it needs no database.
   * Throws `ConfigError`.
   */
  settings(enough?: string): Environment;
  /** Inspects certificates in files, which needs neither configuration nor database. */
  readonly inspector: InspectCertificate;
  /** Verifies copies of the audit trail, which needs neither as well. */
  readonly auditCopies: VerifyAuditCopy;
  /** This machine's clock. What expires does so by the database's. */
  now(): Date;
  /** Where the settings were read; `null`: from the environment. */
  settingsFrom(): string | null;
}

/** What every command works with: the house, the screen as `--json` wants it, the use cases as `--as` does. */
export interface Desk {
  readonly house: CommandHouse;
  readonly screen: () => Screen;
  /** The use cases, in the name of whoever runs this command. */
  readonly management: () => UseCases;
}
