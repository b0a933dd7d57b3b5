import { stat } from 'node:fs/promises';
import { loadBackupConfig } from '../../config/backup-config.js';
import { hourMs } from '../../core/shared/durations.js';
import { type Check, joined, ok, skipped, type Verdict, warning } from '../check.js';
import type { ExaminedDeployment } from '../deployment.js';

const readArchiver = {
  name: 'doctor-archiver',
  text: `
    SELECT current_setting('archive_mode') <> 'off' AS archiving,
           coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS failing,
           last_failed_wal AS "failedWal"
    FROM pg_stat_archiver`,
};

interface Archiver {
  readonly archiving: boolean;
  /** Whether the last attempt failed. */
  readonly failing: boolean;
  readonly failedWal: string | null;
}

/** The last backup is not too old, and PostgreSQL archives its WAL. */
export const backupCheck: Check = {
  name: 'backup',
  after: 'database',
  page: 'how-to/operator/recover-to-a-point-in-time',
  run: async ({ deployment }) => {
    const verdicts = [...(await lastBackup(deployment)), ...(await archiving(deployment))];
    if (verdicts.length === 0)
      return skipped('PORTARIA_BACKUP_MARKER names no file, and PostgreSQL archives no WAL.');
    return joined(verdicts, verdicts.map(({ sentence }) => sentence).join(' '));
  },
};

const fix = 'Run the backup by hand and read its output. A successful backup touches this file.';

const lastBackup = async ({ values, now }: ExaminedDeployment): Promise<readonly Verdict[]> => {
  const { marker: file, maxAgeHours } = loadBackupConfig(values);
  if (file === null) return [];
  const found = await stat(file).catch(() => null);
  if (found === null) return [warning(`There is no ${file}, which a successful backup touches.`, fix)];
  const ageHours = Math.floor((now().getTime() - found.mtimeMs) / hourMs);
  const sentence = `The last backup was ${String(ageHours)} hours ago.`;
  return [ageHours >= maxAgeHours ? warning(sentence, fix) : ok(sentence)];
};

const archiving = async ({ database }: ExaminedDeployment): Promise<readonly Verdict[]> => {
  const [row] = await database.connections.maintenance.query<Archiver & Record<string, unknown>>(
    readArchiver,
  );
  if (!row?.archiving) return [];
  if (!row.failing) return [ok('PostgreSQL archives its WAL.')];
  return [
    warning(
      `PostgreSQL could not archive ${String(row.failedWal)}, so it keeps all WAL since then, and its disk fills.`,
      'Look for the error of archive_command in the log of PostgreSQL.',
    ),
  ];
};
