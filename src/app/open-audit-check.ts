import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseConfig } from '../config/config.js';
import type { DatabaseLoad } from '../core/shared/service-load.js';
import { Sha256AuditHasher } from '../crypto/sha256-audit-hasher.js';
import { AuditCheck, type CheckClocks } from '../management/audit/audit-check.js';
import { VerifyAudit } from '../management/audit/verify-audit.js';
import { advisoryLocks } from '../storage/advisory-locks.js';
import { PostgresAuditTrailReader } from '../storage/repositories/postgres-audit-trail-reader.js';
import { ReadingPool } from '../storage/transaction/reading-pool.js';

/**
 * Looks at the audit trail over a connection of its own, so that it keeps no operator waiting. Each
 * page is read under a lock, so that one process verifies at a time.
 */
export const openAuditCheck = (
  database: Pick<DatabaseConfig, 'url' | 'timeoutMs'>,
  clocks: Omit<CheckClocks, 'pause'>,
): { readonly check: AuditCheck; poolLoad(): DatabaseLoad; close(): Promise<void> } => {
  const connection = new ReadingPool(database, 'portaria audit');
  const reader = new PostgresAuditTrailReader(connection, advisoryLocks.auditVerification);
  const check = new AuditCheck(new VerifyAudit(reader, new Sha256AuditHasher()), { ...clocks, pause: rest });
  return { check, poolLoad: () => connection.load, close: () => connection.close() };
};

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal, ref: false });
