import type { MonotonicClock } from '../../core/shared/durations.js';
import type { DatabaseConnections } from '../database-connections.js';
import type { BatchLimits } from './batches.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import { PostgresAssertionIssuanceLog } from './postgres-assertion-issuance-log.js';
import { PostgresIssuanceLog } from './postgres-issuance-log.js';
import { PostgresSessionRenewalLog } from './postgres-session-renewal-log.js';
import { RecordDeadline } from './record-deadline.js';
import type { RecordHealth } from './record-health.js';

interface IssuanceLogs {
  readonly issuances: PostgresIssuanceLog;
  readonly assertions: PostgresAssertionIssuanceLog;
  readonly renewals: PostgresSessionRenewalLog;
}

interface IssuanceClocks {
  readonly monotonicClock: MonotonicClock;
  /** `null`: the issuing time is the database's. */
  readonly issuingClock: ((databaseMs: number) => number) | null;
}

/** Opens the records of tokens, with an assertion that is used up and without one, and of renewed tokens. */
export const issuanceLogs = (
  { issuing, maintenance }: DatabaseConnections,
  limits: BatchLimits,
  { lastUseRecorder, health }: { readonly lastUseRecorder: LastUseRecorder; readonly health: RecordHealth },
  { monotonicClock, issuingClock }: IssuanceClocks,
): IssuanceLogs => {
  const deadline = new RecordDeadline(monotonicClock, issuingClock === null, health);
  const parts = [issuing, limits, lastUseRecorder, deadline, health, monotonicClock] as const;
  return {
    issuances: new PostgresIssuanceLog(...parts),
    assertions: new PostgresAssertionIssuanceLog(...parts),
    renewals: new PostgresSessionRenewalLog(maintenance, lastUseRecorder, deadline),
  };
};
