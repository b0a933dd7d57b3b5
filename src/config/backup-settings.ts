import { z } from 'zod';
import { integerWithDefault } from './setting-schemas.js';

/** What `portaria doctor` knows of the backups, which other programs make. */
export const backupSettings = {
  PORTARIA_BACKUP_MARKER: {
    schema: z.string().min(1).optional(),
    description:
      'Path of a file that your backup touches when it has succeeded. `portaria doctor` warns if the file is missing or old. If unset, doctor says nothing about backups. See docs/how-to/operator/recover-to-a-point-in-time.md.',
    example: '/var/lib/portaria-backup/last-success',
  },
  PORTARIA_BACKUP_MAX_AGE_HOURS: {
    schema: integerWithDefault(1, 8760, 26),
    description: 'Age, in hours, from which `portaria doctor` warns about the last backup.',
  },
} as const;
