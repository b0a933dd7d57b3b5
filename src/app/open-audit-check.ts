import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseConfig } from '../config/config.js';
import { Sha256AuditHasher } from '../crypto/sha256-audit-hasher.js';
import { AuditCheck, type CheckClocks } from '../management/audit/audit-check.js';
import { VerifyAudit } from '../management/audit/verify-audit.js';
import { lazyAuditRecords } from '../storage/lazy-management-storage.js';

/** Looks at the audit trail over a connection of its own, so that it keeps no operator waiting. */
export const openAuditCheck = (
  database: Pick<DatabaseConfig, 'url' | 'timeoutMs'>,
  clocks: Omit<CheckClocks, 'rest'>,
): { readonly check: AuditCheck; close(): Promise<void> } => {
  const opened = lazyAuditRecords(database, 'audit');
  const check = new AuditCheck(new VerifyAudit(opened.records, new Sha256AuditHasher()), { ...clocks, rest });
  return { check, close: () => opened.close() };
};

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal, ref: false });
