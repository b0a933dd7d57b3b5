import { loadProcessRole } from '../../config/config.js';
import type { ProcessRole } from '../../core/shared/process-role.js';
import type { DatabaseConnections } from '../../storage/database-connections.js';
import { DatabaseLoginRights } from '../../storage/maintenance/database-login-rights.js';
import { DatabaseLoginSettingsCheck } from '../../storage/maintenance/database-login-settings-check.js';
import { forbiddenFunctions } from '../called-functions.js';
import { type Check, ok, problem, warning } from '../check.js';
import { remedyOf } from '../database-remedy.js';
import { deploymentProblemOf } from '../deployment-problem.js';
import { describeError } from '../describe-error.js';
import type { DoctorDatabase } from '../doctor-database.js';

const readState = {
  name: 'doctor-state',
  text: `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS standby`,
};

/** The database answers, is the primary, and its logins are those that `portaria database prepare` makes. */
export const databaseCheck: Check = {
  name: 'database',
  page: 'how-to/operator/troubleshoot-the-database',
  run: async ({ deployment: { database, values } }) => {
    const state = await stateOf(database).catch((error: unknown) => describeError(error));
    if (typeof state === 'string') return problem(`The database cannot be used: ${state}.`, remedyOf(state));
    if (state.standby)
      return problem(
        'The database URL leads to a standby, which accepts no writes.',
        'Name the primary, or all hosts with target_session_attrs=read-write.',
      );
    const { connections } = database;
    const settings = new DatabaseLoginSettingsCheck(connections);
    const refused = await deploymentProblemOf(async () => {
      await settings.unexpectedSettings();
      await new DatabaseLoginRights(connections, loadProcessRole(values)).check();
    });
    if (refused !== null)
      return problem(`${refused}.`, 'Do what the sentence says. No process starts until then.');
    const forbidden = await forbiddenTo(connections, loadProcessRole(values));
    if (forbidden.length > 0) return problem(forbidden.join(' '), remedyOf('permission denied for function'));
    const [lacking] = await settings.missingLimits();
    if (lacking)
      return warning(
        `The database login ${lacking.login} has no limit for ${lacking.missing.join(', ')}.`,
        'Run portaria database prepare: a session that hangs could keep tokens and revocations waiting.',
      );
    return ok(`PostgreSQL ${state.version} answers, and its logins are sound.`);
  },
};

/** Two logins do what one does with both roles. */
const forbiddenTo = async (
  connections: DatabaseConnections,
  role: ProcessRole,
): Promise<readonly string[]> => {
  const { issuing, maintenance, areDivided } = connections;
  if (!areDivided) return forbiddenFunctions(issuing, role);
  return [
    ...(await forbiddenFunctions(issuing, 'issue')),
    ...(await forbiddenFunctions(maintenance, 'manage')),
  ];
};

interface State {
  readonly version: string;
  readonly standby: boolean;
}

/** Asks with every login. */
const stateOf = async ({ connections }: DoctorDatabase): Promise<State> => {
  const rows = await Promise.all(
    connections.each.map((one) => one.query<State & Record<string, unknown>>(readState)),
  );
  const states = rows.flat();
  return { version: states[0]?.version ?? '', standby: states.some(({ standby }) => standby) };
};
