/** How often the figures of a screen are asked for again. */
export const pollingMs = { traffic: 15_000, state: 60_000 } as const;

/** Options of a query that is repeated while its tab is visible. A hidden tab asks nothing. */
export const polled = (everyMs: number) =>
  ({ refetchInterval: everyMs, refetchIntervalInBackground: false, staleTime: 0 }) as const;
