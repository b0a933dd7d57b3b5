import type { DatabaseSetting } from '../../config/config.js';
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
  readonly routine?: unknown;
  readonly driverError?: unknown;
}

type Translation = readonly [code: ManagementErrorCode, message: string, field?: string];

/** What a translation is made of: the error, its message, and the setting that names the database. */
interface Cause {
  readonly words: string;
  readonly failure: Failure;
  readonly setting: DatabaseSetting;
}

/** The constraints that user input can violate; the use cases ensure all others. */
const constraints: Readonly<Record<string, Translation>> = {
  credential_client_id_key: ['conflict', 'client id: is taken. Choose another', 'client id'],
  resource_owner_username_key: ['conflict', 'username: is taken. Choose another', 'username'],
  certificate_authority_one_signs: [
    'conflict',
    'ca: another CA already signs. To replace it, add --replace',
    'ca',
  ],
  certificate_authority_pkey: ['conflict', 'certificate: this CA is already stored', 'certificate'],
  account_certificate_live: ['conflict', 'certificate: it is already linked to this account', 'certificate'],
};

const needsMigration = 'the database lacks migrations of this release. Run: portaria migrate';

const tookTooLong =
  'it took too long and was cancelled. Nothing was changed. Try again when no other change is running';

const unanswered =
  'the database did not answer. Nothing was changed. Check the connection to it, then try again';

const tryLater = 'The service cannot answer now. Try again after the number of seconds in Retry-After';

/** SQLSTATEs and Node's error codes. */
const codes: Readonly<Record<string, (cause: Cause) => Translation>> = {
  '22P02': cidrProblem,
  [deadlockDetected]: () => ['conflict', 'another change was running at the same time. Try again'],
  '57014': () => ['unavailable', tookTooLong],
  '25P03': () => ['unavailable', tookTooLong],
  '25P04': () => ['unavailable', tookTooLong],
  '42P01': () => ['unavailable', needsMigration],
  '42703': () => ['unavailable', needsMigration],
  '42501': notPermitted,
  '28P01': ({ words, setting }) => [
    'unavailable',
    `the database refused the login: ${words}. Check the user and password in ${setting}`,
  ],
  '28000': ({ words, setting }) => [
    'unavailable',
    `the database refused the login: ${words}. Check ${setting}`,
  ],
  '3D000': ({ words, setting }) => ['unavailable', `${words}. Check the name in ${setting}`],
  ECONNREFUSED: ({ failure, setting }) => [
    'unavailable',
    `nothing listens ${positionOf(failure)}. Check ${setting}, and that PostgreSQL runs`,
  ],
  ENOTFOUND: unknownHost,
  ETIMEDOUT: silence,
  EHOSTUNREACH: silence,
  EAI_AGAIN: unknownHost,
};

/** The messages of `pg` and its pool when connecting takes too long; neither sets a code. */
const connectTimeouts = /^(Connection terminated due to connection timeout|timeout expired)/;
/** The message of the pool when all connections were in use for as long. */
const poolTimeout = /^timeout exceeded when trying to connect/;

const busy = 'another change of the account is running. Nothing was changed. Try again in a moment';

const timeoutOf = (cause: Cause): Translation | undefined => {
  if (poolTimeout.test(cause.words)) return allInUse;
  return connectTimeouts.test(cause.words) ? silence(cause) : undefined;
};

/** The triggers of the migrations refuse with the same SQLSTATE, in a statement RAISE. */
function notPermitted({ words, failure }: Cause): Translation {
  if (failure.routine === 'exec_stmt_raise')
    return ['conflict', `the database refuses the change: ${words}. Nothing was changed`];
  return [
    'unavailable',
    `the database login lacks a permission (${words}). Run portaria database prepare with the PORTARIA_ROLE of this process`,
  ];
}

function silence({ setting }: Cause): Translation {
  return [
    'unavailable',
    `the database does not answer. Check the address in ${setting}, and firewalls on the way`,
  ];
}

function unknownHost({ words, setting }: Cause): Translation {
  return ['unavailable', `the host of the database is unknown (${words}). Check ${setting}`];
}

function cidrProblem({ words }: Pick<Cause, 'words'>): Translation {
  const network = /"(.*)"/.exec(words)?.[1] ?? '';
  const reason = words.startsWith('invalid cidr')
    ? 'has bits set after its prefix length'
    : 'is not a network';
  return ['invalid', `network: ${network} ${reason}. Write it like 203.0.113.0/24`, 'network'];
}

/** What is said when no connection became free in time. */
export const allConnectionsInUse =
  'all management connections are in use. Nothing was done. Try again in a moment';
const allInUse: Translation = ['unavailable', allConnectionsInUse];

const positionOf = ({ address, port }: Failure): string =>
  typeof address === 'string' ? `at ${address}${typeof port === 'number' ? `:${port}` : ''}` : 'there';

/** Whether a change was cancelled because it waited, or worked, for too long. */
export const isCancelledChange = (error: unknown): error is ManagementError =>
  error instanceof ManagementError && error.message === tookTooLong;

/** Returns the error of a change that was cancelled while `what` kept changes out. A merchant is not told what. */
export const keptOut = (what: string, cause: ManagementError): ManagementError =>
  new ManagementError(
    'unavailable',
    `it took too long and was cancelled. Nothing was changed: ${what}. End that transaction, then try again`,
    null,
    { cause, forMerchants: tookTooLong },
  );

/** Returns the error for a transaction that the database ended. */
export const endedByDatabase = (cause: unknown): ManagementError =>
  new ManagementError('unavailable', tookTooLong, null, { cause });

/**
 * Converts what a statement or a connection threw into a `ManagementError`. Its message names `setting`, which the
 * URL of the database was read from.
 */
export const toManagementError = (
  thrown: unknown,
  setting: DatabaseSetting = 'DATABASE_URL',
): ManagementError => {
  if (thrown instanceof ManagementError) return thrown;
  if (thrown instanceof StatementTimeout)
    return new ManagementError('unavailable', unanswered, null, { cause: thrown, forMerchants: tryLater });
  const failure = innermost(thrown as Failure);
  const words = typeof failure.message === 'string' ? failure.message : String(thrown);
  // Only transactions of merchants limit how long they wait for a lock.
  if (failure.code === lockNotAvailable)
    return new RateLimited(busy, congestionRetrySeconds, { cause: thrown });
  const cause = { words, failure, setting };
  const known =
    constraints[String(failure.constraint)] ?? codes[String(failure.code)]?.(cause) ?? timeoutOf(cause);
  const [code, message, field = null] = known ?? ['unavailable', `the database failed: ${words}`];
  const Failed = failure.code === deadlockDetected ? ConcurrentChange : ManagementError;
  // Most of these name addresses, logins and settings.
  const isForAll = code !== 'unavailable' || message === tookTooLong || message === allConnectionsInUse;
  return new Failed(code, message, field, { cause: thrown, ...(!isForAll && { forMerchants: tryLater }) });
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
