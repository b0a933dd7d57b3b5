import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import {
  AuthRequestMeter,
  type AuthRequestOutcome,
  authRequestOutcomes,
} from '../core/tokens/auth-request-meter.js';
import { addCollectedMetric, type CollectedMetric, one } from './collected-metric.js';
import { loadMetrics, type ServiceLoad } from './load-metrics.js';
import { type CompletedTokenRequest, TokenRequestMetrics } from './token-request-metrics.js';

/**
 * Memory, CPU, event loop and garbage collection, by prom-client's default names. Collected once for the whole process,
 * because prom-client's observers cannot be removed again.
 */
const processMetrics = new Registry();
/** Gauges with the name of a counter; the same figures are in the metrics without `_total`. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];
let measuresProcess = false;
const measureProcess = (): void => {
  if (measuresProcess) return;
  measuresProcess = true;
  collectDefaultMetrics({ register: processMetrics });
  for (const name of misnamed) processMetrics.removeSingleMetric(name);
};

/** What the metrics show about requests to protected APIs; each is read when the metrics are requested. */
export interface AuthRequestState {
  /** Seconds since the revocations were last read; `null` when they never were. */
  readonly revocationStalenessSeconds: () => number | null;
  readonly knownRevocations: () => number;
  /** Seconds since the key ring was last read and every key of it opened; `null` when it never was. */
  readonly keyRingStalenessSeconds: () => number | null;
  readonly canVerify: () => boolean;
  /** Seconds since the route table in force was read; `null` when there is none. */
  readonly routeStalenessSeconds: () => number | null;
  readonly routes: () => number;
  readonly routesAreSound: () => boolean;
}

/** An answered request, as a metric may show it: the route is a template, never a path. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** From the least that a token costs, through slow hashes, to statements that are abandoned. */
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of this process, in a registry of their own, because in the tests several servers
 * share one Node process.
 */
export class Metrics extends AuthRequestMeter {
  readonly #registry = new Registry();
  readonly #authRequests = new Counter({
    name: 'portaria_auth_requests_total',
    help: 'Requests to protected APIs that were decided, by outcome.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'portaria_http_request_duration_seconds',
    help: 'Seconds from the arrival of a request to its response. Health probes and metrics are not counted.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestSeconds,
    registers: [this.#registry],
  });

  readonly #tokenRequests = new TokenRequestMetrics(this.#registry);

  constructor(state: AuthRequestState, load: ServiceLoad) {
    super();
    measureProcess();
    // Every series exists from the start: an alert on a series that does not exist yet would never
    // fire.
    for (const outcome of authRequestOutcomes) this.#authRequests.inc({ outcome }, 0);
    for (const metric of [...gauges(state), ...loadMetrics(load)]) addCollectedMetric(this.#registry, metric);
  }

  /** Returns the metrics in Prometheus's text format. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, processMetrics]).metrics();
  }

  count(outcome: AuthRequestOutcome): void {
    this.#authRequests.inc({ outcome });
  }

  /** Not by `labels`, which makes two functions each time; a kept one would hash the labels all the same. */
  observe({ method, route, status, seconds }: AnsweredRequest): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** Counting and measuring a token request costs half a microsecond. */
  observeTokenRequest(answered: CompletedTokenRequest): void {
    this.#tokenRequests.observe(answered);
  }
}

/**
 * Reports something that never happened as infinitely long ago, so that an alert on the staleness fires.
 */
const orNever = (seconds: number | null): number => seconds ?? Number.POSITIVE_INFINITY;

const gauges = (state: AuthRequestState): CollectedMetric[] => [
  {
    name: 'portaria_revocations_staleness_seconds',
    help: 'Seconds since the last read of the revocations. Beyond PORTARIA_VERIFY_MAX_STALENESS_SECONDS, no token is verified.',
    samples: () => one(orNever(state.revocationStalenessSeconds())),
  },
  {
    name: 'portaria_revocations',
    help: 'Revocations in memory.',
    samples: () => one(state.knownRevocations()),
  },
  {
    name: 'portaria_key_ring_staleness_seconds',
    help: 'Seconds since this process last read the key ring and could open every key of it. It reads the ring every second.',
    samples: () => one(orNever(state.keyRingStalenessSeconds())),
  },
  {
    name: 'portaria_can_verify',
    help: '1: this process can verify tokens. The same as /healthz/ready/verify.',
    samples: () => one(Number(state.canVerify())),
  },
  {
    name: 'portaria_routes_loaded_timestamp_seconds',
    help: 'Time at which the active route table was read, in seconds since 1970. 0: there is none.',
    samples: () => {
      const staleness = state.routeStalenessSeconds();
      return one(staleness === null ? 0 : Date.now() / 1000 - staleness);
    },
  },
  { name: 'portaria_routes', help: 'Rules of the active route table.', samples: () => one(state.routes()) },
  {
    name: 'portaria_routes_last_reload_successful',
    help: '0: the files in PORTARIA_ROUTES_DIR cannot be used, and the previous table stays active.',
    samples: () => one(Number(state.routesAreSound())),
  },
];
