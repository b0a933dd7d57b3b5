import { loadProcessRole } from '../../config/config.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { type LockHolder, lockHolders } from '../../storage/maintenance/lock-holders.js';
import { type Check, ok, problem, skipped, type Verdict, warning } from '../check.js';

/** A function of the migrations. It takes the locks that a change takes, of no account, and writes nothing. */
const readObstacle = {
  name: 'doctor-what-keeps-changes-out',
  text: 'SELECT what_keeps_changes_out() AS what',
};

/** No session of others keeps operators from a change, such as a revocation. */
export const changesCheck: Check = {
  name: 'changes',
  after: 'schema',
  page: 'how-to/operator/troubleshoot-the-database',
  run: async ({ deployment: { database, values } }) => {
    if (!servesManagement(loadProcessRole(values)))
      return skipped('The database login of an issuing process makes no changes.');
    const [row] = await database.connections.maintenance.query<{ what: string | null }>(readObstacle);
    const what = row?.what ?? null;
    if (what === null) return holdersVerdict(await lockHolders(database.connections.maintenance));
    const processId = /\(process (\d+)/.exec(what)?.[1];
    return problem(
      `No operator can change or revoke anything: ${what}.`,
      processId === undefined
        ? 'Find the session that holds the lock (pg_locks, pg_stat_activity), and end it.'
        : `End that session, as a superuser: SELECT pg_terminate_backend(${processId});`,
    );
  },
};

const holdersVerdict = (holders: readonly LockHolder[]): Verdict => {
  const barrier = holders.find((holder) => holder.barrier);
  const [holder = null] = barrier ? [barrier] : holders;
  if (holder === null) return ok('A change, such as a revocation, gets every lock that it needs.');
  const fix = `End that session, as a superuser: SELECT pg_terminate_backend(${String(holder.pid)});`;
  return holder.barrier
    ? problem(
        `No revocation becomes certain: a session holds the advisory lock of the records (${holder.session}).`,
        fix,
      )
    : warning(
        `A session holds row locks, and keeps operators from changing or revoking what it holds (${holder.session}).`,
        fix,
      );
};
