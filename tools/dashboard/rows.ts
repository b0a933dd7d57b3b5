import type { Row } from './grafana.js';
import { database, expiry, processes } from './process-rows.js';
import { now, protectedApis, tokens } from './request-rows.js';

/** The dashboard, from the top: what to look at first, then where a cause can be. */
export const rows: readonly Row[] = [now, tokens, protectedApis, database, processes, expiry];
