// docs/reference/metrics.md, from what a scrape says of itself.
import { Metrics } from '../../dist/src/telemetry/metrics.js';
import { assertGrouped, code, made, prose } from './markdown.mjs';

const groups = [
  {
    title: 'Requests',
    names: [
      'portaria_token_requests_total',
      'portaria_token_request_duration_seconds',
      'portaria_http_request_duration_seconds',
      'portaria_build_info',
      'portaria_job_failing_seconds',
    ],
  },
  {
    title: 'Protected APIs',
    names: [
      'portaria_auth_requests_total',
      'portaria_can_verify',
      'portaria_revocations',
      'portaria_revocations_staleness_seconds',
      'portaria_key_ring_staleness_seconds',
      'portaria_differing_settings',
      'portaria_routes',
      'portaria_routes_loaded_timestamp_seconds',
      'portaria_routes_last_reload_successful',
    ],
  },
  {
    title: 'Database',
    names: [
      'portaria_database_connections',
      'portaria_database_connections_max',
      'portaria_database_statements_waiting',
      'portaria_database_statements_abandoned',
      'portaria_batches_total',
      'portaria_batch_members_total',
      'portaria_batches_in_flight',
      'portaria_batches_waiting',
      'portaria_partitions_end_timestamp_seconds',
      'portaria_database_clock_difference_seconds',
      'portaria_database_clock_steps_back_total',
    ],
  },
  {
    title: 'Slow hashes',
    names: [
      'portaria_slow_hashes_running',
      'portaria_slow_hashes_waiting',
      'portaria_slow_hashes_waiting_max',
      'portaria_slow_hashes_refused_total',
    ],
  },
  {
    title: 'Key sets of clients',
    names: ['portaria_key_set_fetches_total'],
  },
  {
    title: 'Expiry and audit trail',
    names: [
      'portaria_certificates_expiring',
      'portaria_secrets_expiring',
      'portaria_audit_chain_valid',
      'portaria_audit_unexplained',
      'portaria_audit_last_check_timestamp_seconds',
    ],
  },
  { title: 'Notices', names: ['portaria_notice_attempts_total', 'portaria_notice_deliveries'] },
  {
    title: 'Log and refusals',
    names: [
      'portaria_log_waiting_seconds',
      'portaria_log_lines_dropped_total',
      'portaria_refusals_waiting_seconds',
    ],
  },
  {
    title: 'Traces',
    names: ['portaria_spans_exported_total', 'portaria_spans_dropped_total', 'portaria_spans_waiting'],
  },
];

const noFigures = {
  revocationStalenessSeconds: () => null,
  knownRevocations: () => 0,
  keyRingStalenessSeconds: () => 0,
  canVerify: () => false,
  routeStalenessSeconds: () => null,
  routes: () => 0,
  routesAreSound: () => true,
};
const none = { waiting: 0, refused: 0 };
const noHashes = {
  ...{ queue: 'merchants', expensive: false, running: 0 },
  classes: { linked: none, unlinked: none, user: none },
};
const noLoad = {
  pools: { issue: () => ({ max: 0, open: 0, idle: 0, waiting: 0, abandoned: 0 }) },
  batch: () => ({ inFlight: 0, waiting: 0, sent: 0, members: 0 }),
  slowHashes: () => ({ waitingMax: 0, queues: [noHashes] }),
  keySets: () => ({ fetches: {} }),
  clockDifferenceSeconds: () => null,
  clockStepsBack: () => 0,
  differingSettings: () => 0,
  jobFailures: () => [{ name: 'writing the heartbeat', seconds: 0 }],
  refusalsWaitingSeconds: () => 0,
  partitionsEndSeconds: () => null,
  expiring: () =>
    ['certificate', 'secret'].map((kind) => ({ kind, accountKind: 'merchant', withinDays: 30, count: 0 })),
  audit: () => null,
  spans: () => ({ exported: 0, dropped: { queue_full: 0, export_failed: 0 }, waiting: 0 }),
  version: '',
};

const scrape = () => {
  const described = new Metrics(noFigures, noLoad);
  described.observe({ method: 'GET', route: '/', status: 200, seconds: 0 });
  return described.text();
};

const labelsIn = (scraped, name) => {
  const [, labels = ''] = new RegExp(`^${name}(?:_bucket)?\\{([^}]*)\\}`, 'm').exec(scraped) ?? [];
  return [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
};

const metricsIn = (scraped) =>
  Object.fromEntries(
    [...scraped.matchAll(/^# HELP (portaria_\w+) (.*)\n# TYPE \S+ (\w+)$/gm)].map(([, name, help, type]) => [
      name,
      { help, type, labels: labelsIn(scraped, name) },
    ]),
  );

const sectionOf = (name, { help, type, labels }) => {
  const facts = [
    ...(type === 'gauge' ? [] : [`- Type: ${type}`]),
    ...(labels.length > 0 ? [`- Labels: ${labels.map(code).join(', ')}`] : []),
  ];
  return [`### ${name}\n`, `${prose(help)}\n`, ...(facts.length > 0 ? [`${facts.join('\n')}\n`] : [])].join(
    '\n',
  );
};

/** The page by its path. */
export const metricsPage = async () => {
  const metrics = metricsIn(await scrape());
  assertGrouped('scripts/docs/metrics-page.mjs', groups, Object.keys(metrics));
  const page = `<!-- ${made}. -->

# Metrics

This page is for operators. It lists the metrics of a process. How to collect them:
[Monitor Portaria](../how-to/operator/monitor.md). [Alerts](../how-to/operator/alerts.md)
says what to do when an alert fires.

- \`GET /metrics\` serves them in Prometheus's text format, on the application's own port. NGINX does not serve this path.
- A metric for which no type is given is a gauge.
- Every label has a closed set of values, so no request can add a series.
- Metrics of the process (memory, CPU, event loop, garbage collection) have prom-client's names, \`process_*\` and
  \`nodejs_*\`.
- Alert rules are in \`deploy/prometheus/portaria.rules.yml\`.

${groups
  .map(
    ({ title, names }) => `## ${title}\n\n${names.map((name) => sectionOf(name, metrics[name])).join('\n')}`,
  )
  .join('\n')}`;
  return { 'docs/reference/metrics.md': page };
};
