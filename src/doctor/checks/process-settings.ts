import { loadProcessRole } from '../../config/config.js';
import { proxySecretNamed, routeTablesKey } from '../../core/overview/process-settings.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { type Check, joined, ok, problem, skipped, type Verdict } from '../check.js';

/** What each value of a setting is, and which running processes have it, the fewest first. */
const readDifferences = {
  name: 'doctor-process-settings',
  text: `
    WITH running AS (
      SELECT host, started_at, settings FROM process_heartbeat
      WHERE last_seen_at > clock_timestamp() - interval '30 seconds'),
    held AS (
      SELECT s.key AS setting, left(s.value, 200) AS value, count(*)::integer AS count,
             (array_agg(host || ', running since ' || to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                        ORDER BY host, started_at))[1:5] AS processes
      FROM running, jsonb_each_text(settings) AS s WHERE s.key <> $1 GROUP BY s.key, s.value)
    SELECT setting, value, processes
    FROM held h WHERE EXISTS (SELECT FROM held o WHERE o.setting = h.setting AND o.value <> h.value)
    ORDER BY setting, count, value`,
};

interface HeldValue {
  readonly setting: string;
  readonly value: string;
  readonly processes: readonly string[];
  readonly [column: string]: unknown;
}

/** The running processes agree about the settings that decide which tokens are accepted. */
export const processSettingsCheck: Check = {
  name: 'process-settings',
  after: 'schema',
  page: 'how-to/operator/run-several-processes',
  run: async ({ deployment: { database, values } }) => {
    if (!servesManagement(loadProcessRole(values)))
      return skipped('The database login of an issuing process may not look at the other processes.');
    const held = await database.connections.maintenance.query<HeldValue>(readDifferences, [routeTablesKey]);
    if (held.length === 0) return ok('The running processes agree about the settings that they share.');
    const secrets = held.filter(({ setting }) => proxySecretNamed(setting) !== null);
    const others = held.filter(({ setting }) => proxySecretNamed(setting) === null);
    return joined(
      [
        ...(others.length > 0 ? [differing(others)] : []),
        ...(secrets.length > 0 ? [differingSecrets(secrets)] : []),
      ],
      '',
    );
  },
};

const differing = (held: readonly HeldValue[]): Verdict => {
  const sentences = [...new Set(held.map(({ setting }) => setting))].map((setting) => {
    const each = held.filter((one) => one.setting === setting);
    const words = each.map(({ value, processes }) => `"${value}" (${processes.join('; ')})`);
    return `The processes differ in ${setting}: ${words.join(' and ')}.`;
  });
  return problem(
    `${sentences.join(' ')} Each rejects the tokens of the others, or decides otherwise.`,
    'Choose the right value, set it for every process, and restart those that have another. During a rolling restart, wait.',
  );
};

/** Their values are digests, which say nothing to an operator. */
const differingSecrets = (held: readonly HeldValue[]): Verdict => {
  const sentences = held.map(({ setting, processes }) => ({
    name: proxySecretNamed(setting) ?? setting,
    group: processes.join('; '),
  }));
  const words = [...new Set(sentences.map(({ name }) => name))].map((name) => {
    const groups = new Set(sentences.filter((one) => one.name === name).map(({ group }) => group));
    return `The processes have different values of ${name}: ${[...groups].map((group) => `(${group})`).join(' and ')}.`;
  });
  return problem(
    `${words.join(' ')} NGINX sends one of them, and the others answer every request of this listener with 403 not_from_proxy.`,
    'Probably one process was not restarted after the secret was changed. Give every process the value that NGINX sends, and restart those that have another.',
  );
};
