import { loadProcessRole, loadRetention } from '../../config/config.js';
import { servesManagement } from '../../core/shared/process-role.js';
import {
  type DetachedPartition,
  partitionDaysAhead,
  Partitions,
} from '../../storage/maintenance/partitions.js';
import { type Check, ok, problem, type Verdict, warning } from '../check.js';

/** A running process makes them every hour: with fewer, none has done it for days. */
const warnDays = 7;

/** The records of today and of the next days have a partition, without which no token is issued. */
export const partitionsCheck: Check = {
  name: 'partitions',
  after: 'schema',
  page: 'how-to/operator/troubleshoot-the-database',
  run: async ({ deployment: { database, values } }) => {
    const partitions = new Partitions(database.connections, loadRetention(values));
    // First: a process may attach the table meanwhile, and days alone would not say what was wrong.
    const [detached] = await partitions.detachedPartitions();
    const days = await partitions.daysAhead();
    if (detached) return verdictOn(detached, days);
    const fix =
      'Run portaria migrate, which creates them up to 14 days ahead, and look at the log of the processes.';
    if (days === 0)
      return problem('There is no partition for the records of today, so no token is issued.', fix);
    if (days < warnDays)
      return warning(
        `The records have partitions for ${String(days)} days only, instead of ${String(partitionDaysAhead)}.`,
        fix,
      );
    const [difference] = servesManagement(loadProcessRole(values))
      ? await partitions.retentionDifferences()
      : [];
    if (difference)
      return warning(
        `${difference.setting} is ${String(difference.days)}, but the database has ${String(difference.written ?? 'none')}.`,
        'Run portaria migrate, which writes it to the database.',
      );
    return ok(`The records have partitions for ${String(days)} days.`);
  },
};

/** PostgreSQL routes no record to a table that is detached, or whose detach began and did not end. */
const verdictOn = ({ parent, name, pending, past }: DetachedPartition, days: number): Verdict => {
  const what = pending ? `The detach of ${name} began and did not end` : `The partition ${name} is detached`;
  if (past)
    return warning(
      `${what}, so its records cannot be found, and no other partition can be detached.`,
      `As the owner of the schema, run ALTER TABLE ${parent} DETACH PARTITION ${name} FINALIZE; in psql.`,
    );
  return (days === 0 ? problem : warning)(
    `${what}, so no record goes into it${days === 0 && parent === 'token_issuance' ? ', and no token is issued' : ''}.`,
    'Run portaria migrate, which attaches it again with its records, and names the session that prevents it.',
  );
};
