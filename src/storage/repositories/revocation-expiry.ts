import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/tokens/revocation.js';

/** When a fact written or moved at this moment may be forgotten, in SQL. */
export const revocationExpiry = (): string =>
  `clock_timestamp() + interval '${String(tokenLifetimeSecondsMax + revocationMarginSeconds)} seconds'`;
