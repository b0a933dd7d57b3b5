import { Refusal, type RefusalSubject } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';

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
export const withinRequestTime = async <T>(
  elapsedMs: number,
  running: Promise<T>,
  subject: RefusalSubject = unknownSubject,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(tooSlow().concerning(subject));
      },
      Math.max(0, requestMsMax - elapsedMs),
    );
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
};

const unknownSubject: RefusalSubject = { clientId: null, certificate: null };

const tooSlow = (): Refusal =>
  new Refusal('too_slow', `the request took longer than ${String(requestMsMax / 1000)} s`, {
    retryAfterSeconds: recoveryRetrySeconds,
  });
