import type { DatabaseConfig } from '../../config/config.js';

/** `ManagementDatabase`: how management reaches its database. */
export type ManagementDatabase = Pick<DatabaseConfig, 'url' | 'timeoutMs' | 'setting'>;
