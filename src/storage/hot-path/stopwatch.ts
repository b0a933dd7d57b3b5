/** Milliseconds since some fixed moment, monotonic: for ages, never for dates. */
export type Stopwatch = () => number;
