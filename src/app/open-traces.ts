import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import product from '../../package.json' with { type: 'json' };
import type { Config } from '../config/config.js';
import type { Tracing } from '../core/shared/tracing.js';
import { randomProcessId } from '../crypto/random-process-id.js';
import { traceRequests } from '../http/request-traces.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';
import { JobFailures } from '../jobs/job-failures.js';
import type { AppDependencies } from './app.module.js';
import { traceSteps } from './traced-steps.js';

/** Loads OpenTelemetry where a collector is set; else returns `null`. */
export const openTraces = async (
  { traces }: Pick<Config, 'traces'>,
  { log, monotonicClock }: AppDependencies,
): Promise<Tracing | null> => {
  if (!traces) return null;
  const { openTracing } = await import('../telemetry/tracing/open-tracing.js');
  const failures = new JobFailures(log, monotonicClock);
  const name = 'exporting traces';
  return openTracing(traces, {
    version: product.version,
    processId: randomProcessId(),
    monotonicClock,
    events: {
      failed: (why) => {
        failures.noteFailed(name, why);
      },
      worked: () => {
        failures.noteWorked(name);
      },
    },
  });
};

/** Makes spans of the requests and their steps. */
export const traceApp = (app: NestFastifyApplication, tracing: Tracing): void => {
  traceRequests(app.getHttpAdapter().getInstance(), tracing, app.get(TrustedProxy));
  traceSteps(app, tracing);
};
