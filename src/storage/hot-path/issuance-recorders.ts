import type { MonotonicClock } from '../../core/shared/durations.js';
import type { DatabaseConnections } from '../database-connections.js';
import type { BatchLimits } from './batches.js';
import type { LastUseRecorder } from './last-use-recorder.js';
import { PostgresAssertionIssuanceRecorder } from './postgres-assertion-issuance-recorder.js';
import { PostgresIssuanceRecorder } from './postgres-issuance-recorder.js';
import { PostgresSessionRenewalRecorder } from './postgres-session-renewal-recorder.js';
import { RecordDeadline } from './record-deadline.js';
import type { RecordHealth } from './record-health.js';

interface IssuanceRecorders {
  readonly issuances: PostgresIssuanceRecorder;
  readonly assertions: PostgresAssertionIssuanceRecorder;
  readonly renewals: PostgresSessionRenewalRecorder;
}

interface IssuanceClocks {
  readonly monotonicClock: MonotonicClock;
  /** `null`: the issuing time is the database's. */
  readonly issuingClock: ((databaseMs: number) => number) | null;
}

/** Opens the records of tokens, with an assertion that is used up and without one, and of renewed tokens. */
export const issuanceRecorders = (
  { issuing, maintenance }: DatabaseConnections,
  limits: BatchLimits,
  { lastUseRecorder, health }: { readonly lastUseRecorder: LastUseRecorder; readonly health: RecordHealth },
  { monotonicClock, issuingClock }: IssuanceClocks,
): IssuanceRecorders => {
  const deadline = new RecordDeadline(monotonicClock, issuingClock === null, health);
  const parts = [issuing, limits, lastUseRecorder, deadline, health, monotonicClock] as const;
  return {
    issuances: new PostgresIssuanceRecorder(...parts),
    assertions: new PostgresAssertionIssuanceRecorder(...parts),
    renewals: new PostgresSessionRenewalRecorder(maintenance, lastUseRecorder, deadline),
  };
};
