import { Refusal, type RefusalSubject } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { HttpReply } from './http-messages.js';

/**
 * The most that a request for or about a token takes, however slow the database is. NGINX gives up a
 * process that does not answer within 12 s, and sends it nothing for a while.
 */
const requestMsMax = 10_000;

/**
 * Waits for the rest of the time that a request may take. What runs goes on: it may record a token
 * that is not sent, and never sends one that is not recorded. `elapsedMs`: since the request arrived.
 *
 * @throws Refusal `too_slow`
 */
export const withinRequestTime = <T>(
  elapsedMs: number,
  running: Promise<T>,
  subject: RefusalSubject = unknownSubject,
): Promise<T> => within(requestMsMax - elapsedMs, running, () => tooSlow().concerning(subject));

/**
 * Waits for `running` until the request is `msMax` old, less than NGINX waits: it answers a request that
 * takes longer with its own 503, of which the log of the application has no line. What runs goes on, and
 * a change may be committed after the answer.
 *
 * @throws ManagementError `unavailable`
 */
export const withinManagementTime = <T>(
  msMax: number,
  { elapsedTime }: Pick<HttpReply, 'elapsedTime'>,
  running: Promise<T>,
): Promise<T> => within(msMax - elapsedTime, running, () => managementTooSlow(msMax));

const within = async <T>(ms: number, running: Promise<T>, reason: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(reason());
      },
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
};

const managementTooSlow = (msMax: number): ManagementError =>
  new ManagementError(
    'unavailable',
    `the request took longer than ${String(msMax / 1000)} s, because the database is slow, far away, or has too much to read. If you sent a change, it ` +
      'may have been done. Look for it in the audit trail, or send it again with the same Idempotency-Key: then it is done once',
    null,
    {
      forMerchants:
        'The service is too slow now. If you sent a change, it may have been done. Look at your account, or send it again ' +
        'with the same Idempotency-Key: then it is done once',
    },
  );

const unknownSubject: RefusalSubject = { clientId: null, certificate: null };

const tooSlow = (): Refusal =>
  new Refusal('too_slow', `the request took longer than ${String(requestMsMax / 1000)} s`, {
    retryAfterSeconds: recoveryRetrySeconds,
  });
