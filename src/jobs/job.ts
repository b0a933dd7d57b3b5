import { hourMs } from '../core/shared/durations.js';

/** A job that runs again and again; the log uses `name` when it fails. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Also runs once before the process listens. */
  readonly atStart?: true;
  /** Returns whether a request needs the job before it is due; the request does not wait for it. */
  readonly isNeededNow?: () => boolean;
  readonly run: () => Promise<void>;
}

/** `MaintenanceJobs`: the jobs by which a process of one role maintains the database. */
export interface MaintenanceJobs {
  /** `stopping` is aborted when the process ends. */
  jobs(stopping: AbortSignal): readonly Job[];
}

/** Operators see a process as missing when it has not been seen for six times this long. */
const heartbeatEveryMs = 5000;

/** Shows operators that this process runs. */
export const heartbeatJob = (run: () => Promise<void>): Job => ({
  name: 'writing the heartbeat',
  everyMs: heartbeatEveryMs,
  atStart: true,
  run,
});

/** Partitions exist for days ahead, so a failure at the start is no reason not to issue tokens. */
export const partitionJob = (run: () => Promise<void>, isNeededNow: () => boolean): Job => ({
  name: 'maintaining the partitions',
  everyMs: hourMs,
  atStart: true,
  isNeededNow,
  run,
});
