import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import {
  VerificationMeter,
  type VerificationOutcome,
  verificationOutcomes,
} from '../core/tokens/verification-meter.js';
import type { VerificationState } from './verification-state.js';

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
