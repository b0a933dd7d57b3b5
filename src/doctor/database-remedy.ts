import { problem, type Verdict } from './check.js';

/** What to do, by the words of PostgreSQL or of its driver, as docs/how-to/operator/troubleshoot-the-database.md has it. */
const remedies: readonly (readonly [words: RegExp, cure: string])[] = [
  [
    /lock timeout|statement timeout|the statement took longer than/,
    'PostgreSQL runs, and a statement hangs: find the session that holds a lock (pg_blocking_pids, pg_stat_activity), and end it.',
  ],
  [
    /password authentication failed/,
    'PostgreSQL runs: put the new password into the database URL. If it is the right one, it may have expired, which only ' +
      "PostgreSQL's log says: ALTER ROLE ... VALID UNTIL 'infinity'.",
  ],
  [
    /certificate has expired/,
    "The certificate of PostgreSQL's server has expired: replace it (ssl_cert_file), and reload PostgreSQL.",
  ],
  [
    /self-signed certificate|unable to (verify|get)|does not match certificate/i,
    "The certificate of PostgreSQL's server is not the one that sslrootcert and the host of the database URL ask for.",
  ],
  [
    /EMFILE|too many open files/,
    'This process has too many open files and connections: raise its limit (LimitNOFILE, ulimit -n), and restart it.',
  ],
  [/is not permitted to log in/, 'PostgreSQL runs: allow the login again (ALTER ROLE ... LOGIN).'],
  [
    /sorry, too many clients|remaining connection slots/,
    'PostgreSQL runs: stop other clients, or raise max_connections.',
  ],
  [
    /too many connections for/,
    'PostgreSQL runs: raise the CONNECTION LIMIT of that role or database, or stop other clients.',
  ],
  [
    /permission denied for/,
    'Run portaria database prepare with the PORTARIA_ROLE of the process. If the error remains, grant the permissions of the migrations again.',
  ],
  [
    /in recovery mode|starting up|shutting down|not yet accepting/,
    "Wait. Find in PostgreSQL's log why it restarted.",
  ],
  [/(database|role) "[^"]*" does not exist/, 'PostgreSQL runs: correct the name in the database URL.'],
  [/no pg_hba\.conf entry/, 'PostgreSQL runs: allow the address of this host in pg_hba.conf.'],
  [
    /could not extend file|No space left/,
    'Make room on the disk of PostgreSQL. If it has stopped, start it.',
  ],
  [/read-only transaction/, 'Point the database URL at the primary.'],
  [/ENOTFOUND|EAI_AGAIN/, 'Correct the host in the database URL, or the name server of this host.'],
  [
    /timeout|timed out|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|Connection terminated/i,
    'Start PostgreSQL, and check the host and port in the database URLs, the network and firewalls.',
  ],
];

const otherwise = "Look at PostgreSQL's log, and check the database URLs of the settings.";

/** Returns what to do about an error of the database. */
export const remedyOf = (words: string): string =>
  remedies.find(([pattern]) => pattern.test(words))?.[1] ?? otherwise;

/** Returns the verdict of a check that an error of the database ended; `null`: the error is another one. */
export const databaseProblemOf = (words: string): Verdict | null =>
  words.startsWith('database: ')
    ? problem(`The check could not read the ${words.replace(/\.$/, '')}.`, remedyOf(words))
    : null;
