export const hourSeconds = 60 * 60;
export const daySeconds = 24 * hourSeconds;

/** In milliseconds, as `Date` counts. */
export const hourMs = hourSeconds * 1000;
export const dayMs = daySeconds * 1000;

/** Milliseconds since some fixed moment, monotonic: for ages, never for dates. */
export type Stopwatch = () => number;

/** Counts whole days only: zero on the last day, negative afterwards. */
export const wholeDaysUntil = (end: Date, now: Date): number =>
  wholeDaysUntilMs(end.getTime(), now.getTime());

/** The same for times in milliseconds since 1970. */
export const wholeDaysUntilMs = (endMs: number, nowMs: number): number => Math.floor((endMs - nowMs) / dayMs);
