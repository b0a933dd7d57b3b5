import type { DatabaseConfig } from '../../config/config.js';
import type { Tracing } from '../../core/shared/tracing.js';

/** `ManagementDatabaseConfig`: how management reaches its database. */
export interface ManagementDatabaseConfig extends Pick<DatabaseConfig, 'url' | 'timeoutMs' | 'setting'> {
  /** Left out: this process makes no traces. */
  readonly tracing?: Tracing | null;
}
