import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/tokens/revocation.js';

/** Returns SQL for the time when a revocation of the moment `at` (SQL) may be deleted. */
export const revocationExpiry = (at = 'clock_timestamp()'): string =>
  `${at} + interval '${String(tokenLifetimeSecondsMax + revocationMarginSeconds)} seconds'`;
