import { readSetting } from '../../config/read-settings.js';
import { type Check, ok, problem, warning } from '../check.js';

const readClock = {
  name: 'doctor-clock',
  text: 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
};
/** Two machines with a time service differ by less. */
const warnMs = 2000;

/** The clock of this machine is that of the database, by which tokens are issued. */
export const clockCheck: Check = {
  name: 'clock',
  after: 'database',
  page: 'how-to/operator/fix-a-wrong-clock',
  run: async ({ deployment: { database, values, now } }) => {
    const { issuing } = database.connections;
    // The first statement opens the connection.
    await issuing.query(readClock);
    const beforeMs = now().getTime();
    const [row] = await issuing.query<{ ms: number }>(readClock);
    const afterMs = now().getTime();
    const byMs = Math.round((beforeMs + afterMs) / 2 - (row?.ms ?? 0));
    const skewMs = 1000 * (readSetting(values, 'PORTARIA_CLOCK_SKEW_SECONDS', []) ?? 0);
    const seconds = (Math.abs(byMs) / 1000).toFixed(1);
    const words = `The clock of this machine is ${seconds} s ${byMs < 0 ? 'behind' : 'ahead of'} the clock of the database.`;
    const fix =
      'Compare both machines with a third (chronyc tracking), and repair the time service of the wrong one.';
    if (Math.abs(byMs) > skewMs) return problem(words, fix);
    return Math.abs(byMs) > warnMs
      ? warning(words, fix)
      : ok('The clock of this machine agrees with the database.');
  },
};
