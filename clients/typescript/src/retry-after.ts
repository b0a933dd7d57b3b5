import type { IncomingHttpHeaders } from 'node:http';
import type { Timing } from './client-options.js';

const attemptsMax = 5;

/** Returns the seconds of `Retry-After`, which is a number or a date (RFC 9110, 10.2.3); null without one. */
export const retryAfterSecondsOf = (headers: IncomingHttpHeaders): number | null => {
  const wanted = headers['retry-after'];
  if (wanted === undefined) return null;
  if (/^\d+$/.test(wanted)) return Number(wanted);
  // The machine's clock may be wrong: the date is compared with that of the same response.
  const sentMs = Date.parse(headers.date ?? '');
  const seconds = (Date.parse(wanted) - (Number.isNaN(sentMs) ? Date.now() : sentMs)) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
};

interface Waiting {
  readonly timing: Timing;
  readonly maxWaitSeconds: number;
  /** Whether the request may be sent again after this status. */
  readonly mayRepeat: (status: number) => boolean;
}

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Sends a request, and again after each 429 and 503, within the limits; returns the last response. */
export const sendPatiently = async <R extends Response>(
  send: () => Promise<R>,
  { timing, maxWaitSeconds, mayRepeat }: Waiting,
): Promise<R> => {
  let waitedSeconds = 0;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    const { status, headers } = response;
    if ((status !== 429 && status !== 503) || !mayRepeat(status) || attempt === attemptsMax) return response;
    const seconds = retryAfterSecondsOf(headers) ?? 2 ** (attempt - 1);
    if (waitedSeconds + seconds > maxWaitSeconds) return response;
    waitedSeconds += seconds;
    // Clients that were told the same second must not come back in the same moment.
    await timing.sleep(1000 * seconds + 250 * timing.random());
  }
};
