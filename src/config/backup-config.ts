import { type Environment, readSettings } from './read-settings.js';

/** `BackupConfig`: what `portaria doctor` knows of the backups. */
export interface BackupConfig {
  /** The file that a successful backup touches; `null`: none is set. */
  readonly marker: string | null;
  readonly maxAgeHours: number;
}

/** Reads the settings that doctor alone uses. Throws a `ConfigError`. */
export const loadBackupConfig = (env: Environment): BackupConfig => {
  const read = readSettings(env, ['PORTARIA_BACKUP_MARKER', 'PORTARIA_BACKUP_MAX_AGE_HOURS']);
  return { marker: read.PORTARIA_BACKUP_MARKER ?? null, maxAgeHours: read.PORTARIA_BACKUP_MAX_AGE_HOURS };
};
