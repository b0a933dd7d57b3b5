import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import {
  ConcurrentChange,
  ManagementError,
  type ManagementErrorCode,
  RateLimited,
} from '../../core/shared/management-error.js';
import { deadlockDetected, lockNotAvailable } from '../sqlstate.js';
import { StatementTimeout } from '../timed-statements.js';

/** The properties that `pg`, TypeORM around it, and the network set on their errors. */
interface Failure {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly errors?: unknown;
  readonly driverError?: unknown;
}

type Translation = readonly [code: ManagementErrorCode, message: string, field?: string];

/** The constraints that user input can violate; the use cases ensure all others. */
const constraints: Readonly<Record<string, Translation>> = {
  credential_client_id_key: ['conflict', 'client id: it is taken; choose another', 'client id'],
  resource_owner_username_key: ['conflict', 'username: it is taken; choose another', 'username'],
  certificate_authority_one_signs: [
    'conflict',
    'ca: another one signs already; replace it (--replace) if that is what you want',
    'ca',
  ],
  certificate_authority_pkey: ['conflict', 'certificate: this authority is stored already', 'certificate'],
  account_certificate_live: ['conflict', 'certificate: it is linked to this account already', 'certificate'],
};

const needsMigration = 'the database has not the schema that this release needs; run: portaria migrate';

const tookTooLong =
  'it took too long and was ended, so nothing was changed; run this again when no other change is under way';

const unanswered =
  'the database did not answer, so nothing was changed; check the connection to it, then run this again';

/** SQLSTATEs and Node's error codes. */
const codes: Readonly<Record<string, (words: string, failure: Failure) => Translation>> = {
  '22P02': cidrProblem,
  [deadlockDetected]: () => ['conflict', 'another change was under way at the same time; run this again'],
  '57014': () => ['unavailable', tookTooLong],
  '25P03': () => ['unavailable', tookTooLong],
  '25P04': () => ['unavailable', tookTooLong],
  '42P01': () => ['unavailable', needsMigration],
  '42703': () => ['unavailable', needsMigration],
  '42501': (words) => [
    'unavailable',
    `the database login may not do this (${words}); run portaria database prepare with the PORTARIA_SERVE of this process`,
  ],
  '28P01': (words) => [
    'unavailable',
    `the database refused the login: ${words}; check the user and password in DATABASE_URL`,
  ],
  '28000': (words) => ['unavailable', `the database refused the login: ${words}; check DATABASE_URL`],
  '3D000': (words) => ['unavailable', `${words}; check the name in DATABASE_URL`],
  ECONNREFUSED: (_, failure) => [
    'unavailable',
    `nothing listens ${positionOf(failure)}; check DATABASE_URL, and that PostgreSQL runs`,
  ],
  ENOTFOUND: (words) => [
    'unavailable',
    `the host of the database is not known (${words}); check DATABASE_URL`,
  ],
  ETIMEDOUT: silence,
  EHOSTUNREACH: silence,
  EAI_AGAIN: (words) => [
    'unavailable',
    `the host of the database is not known (${words}); check DATABASE_URL`,
  ],
};

/** The messages of `pg` and its pool when connecting takes too long; neither sets a code. */
const connectTimeouts = /^(Connection terminated due to connection timeout|timeout expired)/;
/** The message of the pool when all connections were in use for as long. */
const poolTimeout = /^timeout exceeded when trying to connect/;

const busy = 'another change of the account is under way, so nothing was changed; repeat this in a moment';

const timeoutOf = (words: string): Translation | undefined => {
  if (poolTimeout.test(words)) return allInUse;
  return connectTimeouts.test(words) ? silence() : undefined;
};

function silence(): Translation {
  return [
    'unavailable',
    'the database does not answer; check the address in DATABASE_URL, and that no firewall stands between',
  ];
}

function cidrProblem(words: string): Translation {
  const network = /"(.*)"/.exec(words)?.[1] ?? '';
  const reason = words.startsWith('invalid cidr')
    ? 'has bits set behind its prefix length'
    : 'is not a network';
  return ['invalid', `network: ${network} ${reason}; write it like 203.0.113.0/24`, 'network'];
}

const allInUse: Translation = [
  'unavailable',
  'all connections of management are in use, so nothing was done; run this again in a moment',
];

const positionOf = ({ address, port }: Failure): string =>
  typeof address === 'string' ? `at ${address}${typeof port === 'number' ? `:${port}` : ''}` : 'there';

/** Returns the error for a transaction that the database ended. */
export const endedByDatabase = (cause: unknown): ManagementError =>
  new ManagementError('unavailable', tookTooLong, null, { cause });

/** Converts what a statement or a connection threw into a `ManagementError`. */
export const toManagementError = (thrown: unknown): ManagementError => {
  if (thrown instanceof ManagementError) return thrown;
  if (thrown instanceof StatementTimeout)
    return new ManagementError('unavailable', unanswered, null, { cause: thrown });
  const failure = innermost(thrown as Failure);
  const words = typeof failure.message === 'string' ? failure.message : String(thrown);
  // Only transactions of merchants limit how long they wait for a lock.
  if (failure.code === lockNotAvailable)
    return new RateLimited(busy, congestionRetrySeconds, { cause: thrown });
  const known =
    constraints[String(failure.constraint)] ??
    codes[String(failure.code)]?.(words, failure) ??
    timeoutOf(words);
  const [code, message, field = null] = known ?? ['unavailable', `the database could not do it: ${words}`];
  const Failed = failure.code === deadlockDetected ? ConcurrentChange : ManagementError;
  return new Failed(code, message, field, { cause: thrown });
};

/**
 * Unwraps the cause: TypeORM wraps the driver's error, and Node wraps one error for each address of
 * a host.
 */
const innermost = (failure: Failure): Failure => {
  if (failure.driverError) return innermost(failure.driverError);
  const [first] = Array.isArray(failure.errors) ? (failure.errors as Failure[]) : [];
  return first ?? failure;
};
