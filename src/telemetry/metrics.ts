import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  VerificationMeter,
  type VerificationOutcome,
  verificationOutcomes,
} from '../core/tokens/verification-meter.js';

/**
 * Memory, CPU, event loop and garbage collection, by prom-client's default names. Collected once for the whole process,
 * because prom-client's observers cannot be removed again.
 */
const processMetrics = new Registry();
let measuresProcess = false;
const measureProcess = (): void => {
  if (measuresProcess) return;
  measuresProcess = true;
  collectDefaultMetrics({ register: processMetrics });
};

/**
 * The figures about verification that the metrics show; each is read when the metrics are
 * requested.
 */
export interface VerificationState {
  /** Seconds since the revocations were last read; `null` when they never were. */
  readonly revocationsAgeSeconds: () => number | null;
  readonly knownRevocations: () => number;
  readonly canVerify: () => boolean;
  /** Seconds since the route table in force was read; `null` when there is none. */
  readonly routesAgeSeconds: () => number | null;
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

/** From the least that a token costs, through slow hashes, to statements that are given up. */
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of this process, in a registry of their own, because in the tests several servers
 * share one Node process.
 */
export class Metrics extends VerificationMeter {
  readonly #registry = new Registry();
  readonly #verifications = new Counter({
    name: 'portaria_verifications_total',
    help: 'Requests to protected APIs that were judged, by what became of them.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'portaria_http_request_duration_seconds',
    help: 'From the arrival of a request to its answer; probes and metrics are left out.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestSeconds,
    registers: [this.#registry],
  });

  constructor(state: VerificationState) {
    super();
    measureProcess();
    // Every series exists from the start: an alert on a series that does not exist yet would never
    // fire.
    for (const outcome of verificationOutcomes) this.#verifications.inc({ outcome }, 0);
    for (const gauge of gauges(state)) this.add(gauge);
  }

  /** Returns the metrics in Prometheus's text format. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, processMetrics]).metrics();
  }

  count(outcome: VerificationOutcome): void {
    this.#verifications.inc({ outcome });
  }

  /** Costs some 2.5 microseconds; a kept child of prom-client would hash the labels all the same. */
  observe({ method, route, status, seconds }: AnsweredRequest): void {
    this.#requests.labels(method, route, String(status)).observe(seconds);
  }

  private add({ name, help, value }: Measured): void {
    new Gauge({
      ...{ name, help },
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }
}

interface Measured {
  readonly name: string;
  readonly help: string;
  readonly value: () => number;
}

/**
 * Reports something that never happened as infinitely long ago, so that an alert on the age fires.
 */
const orNever = (seconds: number | null): number => seconds ?? Number.POSITIVE_INFINITY;

const gauges = (state: VerificationState): Measured[] => [
  {
    name: 'portaria_revocations_age_seconds',
    help: 'Since the revocations were last read; beyond PORTARIA_VERIFY_GRACE_SECONDS nothing is verified.',
    value: () => orNever(state.revocationsAgeSeconds()),
  },
  {
    name: 'portaria_revocations',
    help: 'Revocations in memory.',
    value: state.knownRevocations,
  },
  {
    name: 'portaria_can_verify',
    help: '1: tokens can be verified; the same as /healthz/ready/verify.',
    value: () => Number(state.canVerify()),
  },
  {
    name: 'portaria_routes_loaded_timestamp_seconds',
    help: 'When the route table in force was read, in seconds since 1970; 0: there is none.',
    value: () => {
      const age = state.routesAgeSeconds();
      return age === null ? 0 : Date.now() / 1000 - age;
    },
  },
  { name: 'portaria_routes', help: 'Rules of the route table in force.', value: state.routes },
  {
    name: 'portaria_routes_sound',
    help: '0: the files in PORTARIA_ROUTES_DIR cannot be used, and the previous table is in force.',
    value: () => Number(state.routesAreSound()),
  },
];
