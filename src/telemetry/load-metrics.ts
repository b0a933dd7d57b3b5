import { hashClasses } from '../core/credentials/secret-verifier.js';
import {
  type AuditState,
  type BatchLoad,
  type BatchName,
  batchNames,
  type DatabaseLoad,
  type DatabasePools,
  type ExpiryCount,
  type HashClassLoad,
  type JobFailure,
  type KeySetLoad,
  keySetOutcomes,
  type NoticeLoad,
  noticeOutcomes,
  type SlowHashLoad,
  type SlowHashQueueLoad,
} from '../core/shared/service-load.js';
import type { SpanLoad } from '../core/shared/tracing.js';
import { type CollectedMetric, one, type Sample } from './collected-metric.js';
import { logLoad } from './logger.js';
import { spanMetrics } from './span-metrics.js';

/** How busy this process is; each part is read when the metrics are requested. */
export interface ServiceLoad {
  readonly pools: DatabasePools;
  readonly batch: (name: BatchName) => BatchLoad;
  readonly slowHashes: () => SlowHashLoad;
  readonly keySets: () => KeySetLoad;
  /** How far this process is ahead of the database; `null` until it was measured. */
  readonly clockDifferenceSeconds: () => number | null;
  /** How often the database's clock stepped back. */
  readonly clockStepsBack: () => number;
  /** For how long the database has taken no refusal. */
  readonly refusalsWaitingSeconds: () => number;
  readonly expiring: () => readonly ExpiryCount[];
  /** `null` until they were counted. */
  readonly partitionsEndSeconds: () => number | null;
  /** `null` until the first verification has ended. */
  readonly audit: () => AuditState | null;
  /** `null`: this process sends no notices. */
  readonly notices: (() => NoticeLoad) | null;
  /** `null`: this process makes no traces. */
  readonly spans: (() => SpanLoad) | null;
  /** How many settings other running processes have differently. */
  readonly differingSettings: () => number;
  /** Of each job that has run. */
  readonly jobFailures: () => readonly JobFailure[];
  readonly version: string;
}

/** Returns the metrics of this process's load, and of what will soon expire. */
export const loadMetrics = (load: ServiceLoad): readonly CollectedMetric[] => [
  ...databaseMetrics(load),
  ...batchMetrics(load),
  ...slowHashMetrics(load),
  ...keySetMetrics(load),
  ...expiryMetrics(load),
  ...auditMetrics(load),
  ...noticeMetrics(load),
  ...spanMetrics(load),
  ...logMetrics,
  {
    name: 'portaria_partitions_end_timestamp_seconds',
    help: 'First moment without a partition, in seconds since 1970. From then on no token is issued. Normally 13 days ahead or more. NaN until first read.',
    samples: () => one(load.partitionsEndSeconds() ?? Number.NaN),
  },
  {
    name: 'portaria_refusals_waiting_seconds',
    help: 'Seconds that refusals have waited, because the database does not take them. portaria refusal show does not find them. 0: none is delayed.',
    samples: () => one(load.refusalsWaitingSeconds()),
  },
  {
    name: 'portaria_database_clock_difference_seconds',
    help: 'Seconds that the clock of this process is ahead of the clock of the database. NaN until first measured.',
    samples: () => one(load.clockDifferenceSeconds() ?? Number.NaN),
  },
  {
    name: 'portaria_database_clock_steps_back_total',
    type: 'counter',
    help: 'Number of times the clock of the database stepped back. Tokens and revocations may then be out of order.',
    samples: () => one(load.clockStepsBack()),
  },
  {
    name: 'portaria_differing_settings',
    help: 'Settings that other running processes have differently, although all must agree, such as PORTARIA_ISSUER. The log names them.',
    samples: () => one(load.differingSettings()),
  },
  {
    name: 'portaria_job_failing_seconds',
    help: 'Seconds from the first to the newest failed run of a job. 0: its newest run worked, or failed for the first time. The log has the reason, on the line that ends with the name of the job and "failed".',
    labelNames: ['name'],
    samples: () => load.jobFailures().map(({ name, seconds }) => ({ labels: { name }, value: seconds })),
  },
  {
    name: 'portaria_build_info',
    help: 'Always 1. The labels are the release of Portaria and the version of Node.js.',
    labelNames: ['version', 'node'],
    samples: () => [{ labels: { version: load.version, node: process.versions.node }, value: 1 }],
  },
];

const logMetrics: readonly CollectedMetric[] = [
  {
    name: 'portaria_log_waiting_seconds',
    help: 'Seconds that log lines have waited, because the reader of standard output takes none or its disk is full. 0: no line is waiting.',
    samples: () => one(logLoad.waitingSeconds),
  },
  {
    name: 'portaria_log_lines_dropped_total',
    type: 'counter',
    help: 'Log lines dropped because too many waited for the reader of standard output, or for room on its disk.',
    samples: () => one(logLoad.dropped),
  },
];

/** Without notices the series are absent, so that an alert cannot take off for sound. */
const noticeMetrics = ({ notices }: ServiceLoad): readonly CollectedMetric[] => [
  {
    name: 'portaria_notice_attempts_total',
    type: 'counter',
    help: 'Attempts of this process to deliver a notice, by outcome: delivered, retried (it is tried again), failed (it is not). Absent with PORTARIA_NOTICES=off.',
    labelNames: ['outcome'],
    samples: () =>
      notices
        ? noticeOutcomes.map((outcome) => ({ labels: { outcome }, value: notices().attempts[outcome] }))
        : [],
  },
  {
    name: 'portaria_notice_deliveries',
    help: 'Deliveries of notices in the database that are pending or failed, as last counted. Absent with PORTARIA_NOTICES=off.',
    labelNames: ['state'],
    samples: () => {
      if (!notices) return [];
      const { pending, failed } = notices();
      return [
        { labels: { state: 'pending' }, value: pending },
        { labels: { state: 'failed' }, value: failed },
      ];
    },
  },
];

const databaseMetrics = ({ pools }: ServiceLoad): readonly CollectedMetric[] => {
  const each = (value: (load: DatabaseLoad) => number) => (): readonly Sample[] =>
    Object.entries(pools).map(([pool, load]) => ({ labels: { pool }, value: value(load()) }));
  const labelNames = ['pool'];
  return [
    {
      name: 'portaria_database_connections',
      help: 'Open connections to the database, by pool and state. Pools: issue (token requests), maintenance (jobs, if they have their own login), management (the admin API), self_service (merchants), audit (verification of the audit trail). The tokens of operators depend on maintenance, too.',
      labelNames: ['pool', 'state'],
      samples: () =>
        Object.entries(pools).flatMap(([pool, load]) => {
          const { open, idle } = load();
          return [
            { labels: { pool, state: 'in_use' }, value: open - idle },
            { labels: { pool, state: 'idle' }, value: idle },
          ];
        }),
    },
    {
      ...{ name: 'portaria_database_connections_max', labelNames },
      help: 'Maximum number of connections to the database that this process opens in a pool.',
      samples: each(({ max }) => max),
    },
    {
      ...{ name: 'portaria_database_statements_abandoned', labelNames },
      help: 'Statements that the process gave up and the server has not ended. Each takes one of the connections of its pool.',
      samples: each(({ abandoned }) => abandoned),
    },
    {
      ...{ name: 'portaria_database_statements_waiting', labelNames },
      help: 'Statements, or transactions of management, waiting for a connection to the database.',
      samples: each(({ waiting }) => waiting),
    },
  ];
};

const batchMetrics = ({ batch }: ServiceLoad): readonly CollectedMetric[] => {
  const each = (value: (load: BatchLoad) => number) => (): readonly Sample[] =>
    batchNames.map((name) => ({ labels: { batch: name }, value: value(batch(name)) }));
  const labelNames = ['batch'];
  return [
    {
      ...{ name: 'portaria_batches_in_flight', labelNames },
      help: 'Batches that the database is working on.',
      samples: each(({ inFlight }) => inFlight),
    },
    {
      ...{ name: 'portaria_batches_waiting', labelNames },
      help: 'Batches waiting for another batch to return. Beyond 64, requests get 503.',
      samples: each(({ waiting }) => waiting),
    },
    {
      ...{ name: 'portaria_batches_total', labelNames },
      type: 'counter',
      help: 'Batches sent to the database.',
      samples: each(({ sent }) => sent),
    },
    {
      ...{ name: 'portaria_batch_members_total', labelNames },
      type: 'counter',
      help: 'Requests in these batches. Divided by portaria_batches_total: the mean size of a batch.',
      samples: each(({ members }) => members),
    },
  ];
};

const slowHashMetrics = ({ slowHashes }: ServiceLoad): readonly CollectedMetric[] => {
  const queueLabels = ['queue', 'expensive'];
  const labelNames = [...queueLabels, 'class'];
  const labelsOf = ({ queue, expensive }: SlowHashQueueLoad) => ({ queue, expensive: String(expensive) });
  const byClass = (valueOf: (load: HashClassLoad) => number) => (): readonly Sample[] =>
    slowHashes().queues.flatMap((queue) =>
      hashClasses.map((name) => ({
        labels: { ...labelsOf(queue), class: name },
        value: valueOf(queue.classes[name]),
      })),
    );
  return [
    {
      name: 'portaria_slow_hashes_running',
      help: 'Checks of custom secrets and passwords in progress.',
      labelNames: queueLabels,
      samples: () => slowHashes().queues.map((queue) => ({ labels: labelsOf(queue), value: queue.running })),
    },
    {
      name: 'portaria_slow_hashes_waiting',
      help: 'Checks of custom secrets and passwords waiting. Class linked: clients with a linked certificate; unlinked: other clients; user: users of the realm. Expensive: digests imported from other systems.',
      labelNames,
      samples: byClass(({ waiting }) => waiting),
    },
    {
      name: 'portaria_slow_hashes_refused_total',
      type: 'counter',
      help: 'Checks that got 503, because their source had used its share or they lost their place in a full queue.',
      labelNames,
      samples: byClass(({ refused }) => refused),
    },
    {
      name: 'portaria_slow_hashes_waiting_max',
      help: 'PORTARIA_SLOW_HASH_QUEUE. When more checks wait in one queue, the source with the most loses a place.',
      samples: () => one(slowHashes().waitingMax),
    },
  ];
};

const keySetMetrics = ({ keySets }: ServiceLoad): readonly CollectedMetric[] => [
  {
    name: 'portaria_key_set_fetches_total',
    type: 'counter',
    help: 'Fetches of the key sets that clients publish, by outcome; throttled: not begun, because eight others ran. Clients whose set cannot be fetched get no token.',
    labelNames: ['outcome'],
    samples: () =>
      keySetOutcomes.map((outcome) => ({ labels: { outcome }, value: keySets().fetches[outcome] })),
  },
];

const expiryMetrics = ({ expiring }: ServiceLoad): readonly CollectedMetric[] => {
  const samplesOf = (kind: ExpiryCount['kind']) => (): readonly Sample[] =>
    expiring()
      .filter((one) => one.kind === kind)
      .map(({ accountKind, withinDays, count }) => ({
        labels: { account_kind: accountKind, within_days: String(withinDays) },
        value: count,
      }));
  const labelNames = ['account_kind', 'within_days'];
  return [
    {
      ...{ name: 'portaria_certificates_expiring', labelNames },
      help: 'Linked certificates without a used replacement that expire within this number of days; 0 counts expired ones. Read every ten minutes.',
      samples: samplesOf('certificate'),
    },
    {
      ...{ name: 'portaria_secrets_expiring', labelNames },
      help: 'Secrets without a used replacement that expire within this number of days; 0 counts expired ones. Read every ten minutes.',
      samples: samplesOf('secret'),
    },
  ];
};

const auditMetrics = ({ audit }: ServiceLoad): readonly CollectedMetric[] => [
  {
    name: 'portaria_audit_chain_valid',
    help: '1: the chain of the audit trail was intact when this process last verified it, about once an hour. NaN until the first time.',
    samples: () => one(audit() ? Number(audit()?.chainValid) : Number.NaN),
  },
  {
    name: 'portaria_audit_unexplained',
    help: 'Permissions, links, secrets, users and scopes that no event of the audit trail explains. NaN until first verified.',
    samples: () => one(audit()?.unexplained ?? Number.NaN),
  },
  {
    name: 'portaria_audit_last_check_timestamp_seconds',
    help: 'Time at which this process last verified the audit trail, in seconds since 1970. 0: not yet.',
    samples: () => one((audit()?.at.getTime() ?? 0) / 1000),
  },
];
