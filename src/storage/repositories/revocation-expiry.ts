import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/tokens/revocation.js';

/** Returns SQL for the time when a revocation that is written or moved now may be deleted. */
export const revocationExpiry = (): string =>
  `clock_timestamp() + interval '${String(tokenLifetimeSecondsMax + revocationMarginSeconds)} seconds'`;
