export const hourSeconds = 60 * 60;
export const daySeconds = 24 * hourSeconds;

/** In milliseconds, as `Date` counts. */
export const hourMs = hourSeconds * 1000;
export const dayMs = daySeconds * 1000;

/** Milliseconds since some fixed moment, monotonic: for ages, never for dates. */
export type MonotonicClock = () => number;

/**
 * Counts whole days only: zero on the last day. Afterwards the days since the end, negative, and at
 * least one, so that zero always means that the end is still to come.
 */
export const wholeDaysUntil = (end: Date, now: Date): number =>
  wholeDaysUntilMs(end.getTime(), now.getTime());

/** The same for times in milliseconds since 1970. */
export const wholeDaysUntilMs = (endMs: number, nowMs: number): number => {
  const days = (endMs - nowMs) / dayMs;
  return days < 0 ? Math.min(-1, Math.ceil(days)) : Math.floor(days);
};
