/**
 * The report of `npm run faults`: which faults the suite makes, and what each run found.
 *
 * This folder owns the list of faults and the page of results. It must never decide whether a fault
 * passed: the test does.
 */

/** What a group of faults is about, in the order of the page. */
export const subjects = {
  crash: {
    title: 'A part is killed',
    target:
      'Every token that a client received has its record. The service is back within two seconds of the part, by itself.',
  },
  revocation: {
    title: 'Revocations under load',
    target:
      'No token is issued after the response to a revocation, and each process refuses the old token within a second.',
  },
  hang: {
    title: 'The database hangs',
    target:
      'The processes keep to the connections of their pools, each request gets a 503 in time, and an operator can still revoke.',
  },
  failover: {
    title: 'The database fails over',
    target:
      'What was acknowledged is at the new primary. The service is back within two seconds of it, by itself.',
  },
  roles: {
    title: 'One of two roles fails',
    target: 'A fault of the managing process costs no token, and one of the issuing process no revocation.',
  },
  operators: {
    title: 'One merchant against operators',
    target: 'An operator revokes within a second, whatever one merchant does within the rate limits.',
  },
  forgery: {
    title: 'Forged certificates',
    target: 'No request gets a token with a certificate whose private key the client does not have.',
  },
  input: {
    title: 'Bad input',
    target:
      'Each response is a documented one: no 500, and no crash. Memory under bad input is a row of the benchmarks.',
  },
  overload: {
    title: 'Overload',
    target: 'Excess requests get 429 or 503 with Retry-After, and other clients are still served.',
  },
  drain: {
    title: 'Rolling restart',
    target: 'No request fails while each process is restarted in turn.',
  },
  tls: {
    title: 'TLS of the listeners',
    target: 'testssl.sh has no finding above LOW.',
  },
  restore: {
    title: 'Backup and restore',
    target: 'After a restore, tokens from before are valid, new ones are issued, and no record is missing.',
  },
} as const;

export type Subject = keyof typeof subjects;

interface Fault {
  readonly subject: Subject;
  /** The test file, which `npm run faults` finds by this text. */
  readonly file: string;
  /** What is broken, and under which load. */
  readonly broken: string;
}

const twelve = 'Twelve connections request tokens through NGINX from two processes.';
const killed = (what: string): Fault => ({
  subject: 'crash',
  file: 'test/faults/kills',
  broken: `${what} is killed with SIGKILL at a random moment, and comes back without an operator.`,
});
const hung = (what: string): Fault => ({
  subject: 'hang',
  file: 'test/faults/hung-database',
  broken: `${what} ${twelve}`,
});
const flooded = (what: string): Fault => ({
  subject: 'overload',
  file: 'test/http/slow-hash-floods',
  broken: `Attackers guess secrets, which costs slow hashes: ${what}. Clients whose secret no process remembers ask meanwhile.`,
});
const byOneMerchant = (what: string): Fault => ({
  subject: 'operators',
  file: 'test/self-service/operators-come-first',
  broken: `A merchant changes their own account over ${what}, while an operator revokes again and again.`,
});
const inRole = (broken: string): Fault => ({
  subject: 'roles',
  file: 'test/faults/two-roles',
  broken: `${broken} Eight connections request tokens.`,
});

/** Every fault of the suite. The name is the one in the report. */
export const faults = {
  'kill one process': killed('One of two processes'),
  'kill both processes': killed('Each of two processes'),
  'kill the postmaster': killed('The postmaster'),
  'kill a database backend': killed('A session of the database'),
  'kill an NGINX worker': killed('A worker of NGINX'),
  'kill NGINX': killed('NGINX, master and workers,'),
  'revoke under load': {
    subject: 'revocation',
    file: 'test/faults/revocation',
    broken:
      'Accounts are suspended, credentials, secrets and certificates revoked, and certificates unlinked, while their clients request tokens from two processes.',
  },
  'revoke with a frozen process': {
    subject: 'revocation',
    file: 'test/faults/revocation',
    broken: 'The same while one of the two processes is frozen with SIGSTOP, and thawed afterwards.',
  },
  'hold the barrier': hung('Another session holds the barrier lock.'),
  'lock the accounts': hung('Another session locks the table of accounts.'),
  'lock the records': hung('Another session locks the table of records.'),
  'freeze the backends': hung('Each session of the application is frozen with SIGSTOP.'),
  'freeze the synchronous standby': {
    subject: 'hang',
    file: 'test/faults/stopped-standby',
    broken: `The only synchronous standby is frozen, so no commit is confirmed. ${twelve} Operators revoke meanwhile.`,
  },
  'lock the records behind PgBouncer': {
    subject: 'hang',
    file: 'test/faults/pgbouncer',
    broken: `PgBouncer in transaction mode has six sessions, and another session locks the table of records. ${twelve}`,
  },
  'kill the primary under Patroni': {
    subject: 'failover',
    file: 'test/faults/patroni-failover',
    broken: `The primary of three nodes with synchronous replication is killed. ${twelve} An operator suspends accounts meanwhile.`,
  },
  'promote a standby after cancelled waits': {
    subject: 'failover',
    file: 'test/faults/failover.test',
    broken:
      'The standby is away while sessions cancel the waits of commits for it. Then the primary is lost, and the standby is promoted.',
  },
  'kill the managing process': inRole('The managing process is killed.'),
  'freeze the managing process': inRole('The managing process is frozen.'),
  'flood self-service': inRole('Sixty connections of a merchant flood the managing process.'),
  'kill the issuing process': inRole('The issuing process is killed while an operator suspends an account.'),
  'freeze the issuing process': inRole(
    'The issuing process is frozen while an operator suspends an account.',
  ),
  '32 connections of one merchant': byOneMerchant('32 connections, without rate limits'),
  '143 connections of one merchant': byOneMerchant('143 connections'),
  '303 connections of one merchant': byOneMerchant('303 connections from eight addresses'),
  'forged certificates': {
    subject: 'forgery',
    file: 'test/faults/forged-certificate',
    broken:
      "An attacker has a valid certificate of their own and the victim's certificate, client id and secret. They forge headers in all spellings, split requests and smuggle them, over HTTP/1.1, HTTP/2 and raw sockets, and guess at the application's own port.",
  },
  'bad input': {
    subject: 'input',
    file: 'test/faults/bad-input',
    broken: 'Generated requests with wrong methods, paths, headers, lengths and bodies reach each listener.',
  },
  'ten times the capacity': {
    subject: 'overload',
    file: 'test/faults/overload',
    broken:
      'Each record goes alone and takes 100 ms in the database, so two processes can issue about twenty tokens a second. Clients ask more than ten times as often.',
  },
  'guesses with certificates of one account': flooded('nine certificates of one account'),
  'guesses with throw-away certificates': flooded('throw-away certificates from 100 addresses'),
  'guesses without a certificate': flooded('no certificate, from 96 addresses'),
  'guesses at the admin listener': flooded('throw-away certificates at the admin listener'),
  'restart each process in turn': {
    subject: 'drain',
    file: 'test/faults/rolling-restart',
    broken: `Each of two processes gets SIGTERM in turn, drains and starts again. ${twelve}`,
  },
  'scan of the listeners': {
    subject: 'tls',
    file: 'test/faults/testssl',
    broken: 'testssl.sh scans the TLS and the admin listener.',
  },
  'restore on an empty cluster': {
    subject: 'restore',
    file: 'test/life/restore',
    broken: 'The database is dumped with the commands of the how-to page and restored on an empty cluster.',
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

/** The names of all faults, in the order of the report. */
export const faultNames: readonly FaultName[] = Object.keys(faults).filter(
  (name): name is FaultName => name in faults,
);

/** The names of all groups, in the order of the report. */
export const subjectNames: readonly Subject[] = Object.keys(subjects).filter(
  (name): name is Subject => name in subjects,
);

/** Tests of the suite that make no fault under load: they need the machine to themselves. */
export const filesWithoutFault = ['test/faults/standbys-in-the-overview', 'test/notices/pgbouncer'] as const;

/** What the suite cannot make here, said in the report. */
export const notTried: readonly string[] = [
  'Loss of power, or a disk that loses what it confirmed: processes are killed or frozen, and the machine keeps running.',
  'A network that fails between machines: all parts run on one machine, and talk over loopback.',
  'A full disk under PostgreSQL.',
];
