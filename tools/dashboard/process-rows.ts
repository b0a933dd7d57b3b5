import type { Row } from './grafana.js';
import { graph, mustBeOne, of, query, stat, worseFrom } from './panels.js';

export const database: Row = {
  title: 'Database',
  panels: [
    graph({
      title: 'Connections, by pool',
      unit: 'short',
      description: 'Where a pool reaches its maximum, statements wait.',
      queries: [query(`sum by (pool, state) (portaria_database_connections{${of}})`, '{{pool}}, {{state}}')],
      stacked: true,
    }),
    graph({
      title: 'Statements that wait',
      unit: 'short',
      description: 'Waiting for a connection, and given up but not ended by the server.',
      queries: [
        query(`sum by (pool) (portaria_database_statements_waiting{${of}})`, '{{pool}}, waiting'),
        query(`sum by (pool) (portaria_database_statements_abandoned{${of}})`, '{{pool}}, abandoned'),
      ],
    }),
    graph({
      title: 'Requests in a batch',
      unit: 'short',
      description: 'One statement serves many requests. A larger batch is a slower database or more load.',
      queries: [
        query(
          `sum by (batch) (rate(portaria_batch_members_total{${of}}[$__rate_interval])) / sum by (batch) (rate(portaria_batches_total{${of}}[$__rate_interval]))`,
          '{{batch}}',
        ),
      ],
    }),
    graph({
      title: 'Batches that wait',
      unit: 'short',
      description: 'Beyond 64 in one process, requests get 503.',
      queries: [query(`max by (batch) (portaria_batches_waiting{${of}})`, '{{batch}}')],
    }),
    graph({
      title: 'Clock ahead of the database',
      unit: 's',
      description: 'A difference of 10 s is an alert: tokens would look as if issued in the future.',
      queries: [query(`portaria_database_clock_difference_seconds{${of}}`, '{{instance}}')],
    }),
    graph({
      title: 'Partitions last for',
      unit: 'd',
      description: 'Without a partition no token is issued. Normally 13 days or more.',
      queries: [query(`(min(portaria_partitions_end_timestamp_seconds{${of}}) - time()) / 86400`, 'days')],
    }),
  ],
};

export const processes: Row = {
  title: 'Processes',
  panels: [
    graph({
      title: 'Processor',
      unit: 'percentunit',
      description: 'Share of one processor. A process uses a little more than one at most.',
      queries: [query(`rate(process_cpu_seconds_total{${of}}[$__rate_interval])`, '{{instance}}')],
    }),
    graph({
      title: 'Memory',
      unit: 'bytes',
      description: 'Resident memory. It is flat under a steady load.',
      queries: [query(`process_resident_memory_bytes{${of}}`, '{{instance}}')],
    }),
    graph({
      title: 'Event loop delay',
      unit: 's',
      description: '99 of 100 turns are late by less than this.',
      queries: [query(`nodejs_eventloop_lag_p99_seconds{${of}}`, '{{instance}}')],
    }),
    graph({
      title: 'Log lines that wait',
      unit: 's',
      description: 'The reader of the log takes none, or its disk is full.',
      queries: [
        query(`portaria_log_waiting_seconds{${of}}`, '{{instance}}'),
        query(
          `rate(portaria_log_lines_dropped_total{${of}}[$__rate_interval])`,
          '{{instance}}, dropped per second',
        ),
      ],
    }),
    graph({
      title: 'Fetches of key sets',
      unit: 'ops',
      description: 'Key sets that clients publish at their own addresses.',
      queries: [
        query(
          `sum by (outcome) (rate(portaria_key_set_fetches_total{${of}}[$__rate_interval]))`,
          '{{outcome}}',
        ),
      ],
    }),
    graph({
      title: 'Release',
      unit: 'short',
      description: 'Processes of each release: two lines during an upgrade.',
      queries: [query(`sum by (version) (portaria_build_info{${of}})`, '{{version}}')],
      stacked: true,
    }),
  ],
};

export const expiry: Row = {
  title: 'What expires, notices and audit trail',
  panels: [
    graph({
      title: 'Certificates that expire',
      unit: 'short',
      description: 'Linked, without a used replacement; within 0 days: expired and in use.',
      queries: [
        query(
          `max by (account_kind, within_days) (portaria_certificates_expiring{${of}})`,
          '{{account_kind}}, within {{within_days}} days',
        ),
      ],
    }),
    graph({
      title: 'Secrets that expire',
      unit: 'short',
      description: 'Without a used replacement; within 0 days: expired and in use.',
      queries: [
        query(
          `max by (account_kind, within_days) (portaria_secrets_expiring{${of}})`,
          '{{account_kind}}, within {{within_days}} days',
        ),
      ],
    }),
    graph({
      title: 'Notices',
      unit: 'short',
      description: 'Deliveries of webhooks; nothing where notices are off.',
      queries: [
        query(
          `sum by (outcome) (increase(portaria_notice_attempts_total{${of}}[$__rate_interval]))`,
          'attempts, {{outcome}}',
        ),
        query(`max by (state) (portaria_notice_deliveries{${of}})`, 'deliveries, {{state}}'),
      ],
    }),
    stat({
      title: 'Audit chain intact',
      unit: 'bool_yes_no',
      description: 'No: recorded events were changed.',
      expr: `min(portaria_audit_chain_valid{${of}})`,
      steps: mustBeOne,
    }),
    stat({
      title: 'Rights without an event',
      unit: 'short',
      description: 'Permissions, links, secrets and scopes that no event of the trail explains.',
      expr: `max(portaria_audit_unexplained{${of}})`,
      steps: worseFrom(1, 1),
    }),
    stat({
      title: 'Trail last verified',
      unit: 'dateTimeFromNow',
      description: 'About once an hour.',
      expr: `max(portaria_audit_last_check_timestamp_seconds{${of}}) * 1000`,
    }),
  ],
};
