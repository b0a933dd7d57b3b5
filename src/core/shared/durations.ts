/** A day in milliseconds, as `Date` counts. */
export const dayMs = 24 * 60 * 60 * 1000;
