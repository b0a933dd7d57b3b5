import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseConfig } from '../config/config.js';
import { Sha256AuditHasher } from '../crypto/sha256-audit-hasher.js';
import { AuditLook, type LookClocks } from '../management/audit/audit-look.js';
import { VerifyAudit } from '../management/audit/verify-audit.js';
import { lazyAuditRecords } from '../storage/lazy-management-storage.js';

/** Looks at the audit trail over a connection of its own, so that it keeps no operator waiting. */
export const openAuditLook = (
  database: Pick<DatabaseConfig, 'url' | 'timeoutMs'>,
  clocks: Omit<LookClocks, 'rest'>,
): { readonly look: AuditLook; close(): Promise<void> } => {
  const opened = lazyAuditRecords(database, 'audit');
  const look = new AuditLook(new VerifyAudit(opened.records, new Sha256AuditHasher()), { ...clocks, rest });
  return { look, close: () => opened.close() };
};

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal, ref: false });
