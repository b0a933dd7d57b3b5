import type { Environment } from '../config/read-settings.js';
import type { AuditArchive } from '../core/audit/audit-archive.js';
import type { Actor } from '../core/audit/operation.js';
import type { VerifyAuditCopy } from '../management/audit/verify-audit-copy.js';
import type { InspectCertificate } from '../management/certificates/inspect-certificate.js';
import type { Management } from '../management/management.js';
import type { UseCase } from '../management/use-case.js';
import type { Undo } from './changes/confirmation.js';
import type { Screen } from './screen/screen.js';
import type { Terminal } from './screen/terminal.js';

/** What a migration says while it waits. */
interface MigrationProgress {
  /** Another process migrates this database. */
  waiting(by: readonly string[]): void;
  /** Transactions of others have a table that it needs. */
  blocked(by: readonly string[]): void;
  /** Day partitions were missing and are there now. */
  partitionsMade(partitions: readonly string[]): void;
}

/** `CliPlatform`: what the command line gets from the machine and from composition. */
export interface CliPlatform {
  readonly version: string;
  readonly terminal: Terminal;
  /**
   * Reads the configuration when it is first called, so that `--help` needs none. Throws
   * `ConfigError`.
   */
  management(): Management;
  /** Returns the operating system's user, who claims to be, or to act for, `alias`. */
  actor(alias: string | null): Actor;
  /**
   * Applies the missing migrations; resolves to their names. Throws `ConfigError` and
   * `ManagementError`.
   */
  migrate(progress: MigrationProgress): Promise<readonly string[]>;
  /** Resolves to the names of the migrations that `migrate` would apply. Throws the same. */
  missingMigrations(): Promise<readonly string[]>;
  /**
   * Gives every account a new stamp, as the owner of the schema; resolves to how many there are.
   * Throws `ConfigError` and `ManagementError`.
   */
  restampAccounts(progress: (stamped: number) => void): Promise<number>;
  /** Connects as the owner of the schema when it is used. Throws `ConfigError`. */
  auditArchive(): AuditArchive;
  /**
   * Returns the names and values of all settings that are set: the environment, completed from the
   * env file. It serves commands that run before there is a database. With `enough`, the name of a
   * setting, an environment that has this setting needs no database. Throws `ConfigError`.
   */
  settings(enough?: string): Environment;
  /** Inspects certificates in files, which needs neither configuration nor database. */
  readonly inspector: InspectCertificate;
  /** Verifies copies of the audit trail, which needs neither configuration nor database. */
  readonly auditCopies: VerifyAuditCopy;
  /** Returns the time of this machine's clock. Expiry is decided by the database's clock. */
  now(): Date;
  /**
   * Returns the file from which the settings were read; `null`: they come from the environment
   * alone.
   */
  settingsFrom(): string | null;
}

/**
 * `CliContext`: what a command works with: the platform, the screen as `--json` asks for it, and the
 * use cases of the nouns that the command names.
 */
export interface CliContext<Cases = unknown> {
  readonly platform: CliPlatform;
  readonly screen: () => Screen;
  /** Throws `ConfigError`, and `ManagementError('invalid')` for an alias that cannot be stored. */
  readonly useCases: () => Cases;
  /**
   * Executes a change in the name of the person at this machine. With `--dry-run` it throws
   * `DryRun`, which ends the command and is shown.
   */
  readonly change: <Input, Result>(useCase: UseCase<Input, Result>, input: Input) => Promise<Result>;
  /**
   * The same for a change that takes something away: it is shown first, and the person confirms it, or
   * gave `--yes`. `words` says what the effect itself does not, and `undo` whether it can be undone.
   * Throws `ManagementError('invalid')`.
   */
  readonly confirmAndChange: <Input, Result>(
    useCase: UseCase<Input, Result>,
    input: Input,
    words?: (result: Result) => readonly string[],
    undo?: Undo,
  ) => Promise<Result>;
  /** Returns what `change` would return, and changes nothing. */
  dryRun<Input, Result>(useCase: UseCase<Input, Result>, input: Input): Promise<Result>;
}

export type CertificateCommands = Pick<Management, 'accounts' | 'certificates' | 'certificateIssuance'>;
export type CredentialCommands = Pick<Management, 'accounts' | 'credentials'>;
export type OperatorCommands = Pick<Management, 'accounts' | 'onboarding'>;
export type ImportCommands = Pick<Management, 'accounts' | 'onboarding'>;
