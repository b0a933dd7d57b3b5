import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { hostname } from 'node:os';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TracesConfig } from '../../config/trace-config.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { Tracing } from '../../core/shared/tracing.js';
import { BoundedSpanQueue, type ExportEvents, exportsMax } from './bounded-span-queue.js';
import { OtelTracing } from './otel-tracing.js';
import { Sampler } from './sampler.js';

/** With its retries. The next batch waits as long. */
const exportMsMax = 10_000;

interface TracingDependencies {
  readonly version: string;
  readonly processId: string;
  readonly events: ExportEvents;
  readonly monotonicClock: () => number;
}

/**
 * Starts the export of traces. A process without traces does not load this file.
 *
 * This folder owns the spans of requests and their way to the collector. It must never put a value of a
 * request into a span but those of the span catalog, or make a request wait for the collector.
 */
export const openTracing = (
  config: TracesConfig,
  { version, processId, events, monotonicClock }: TracingDependencies,
): Tracing => {
  const agent = agentOf(config);
  const exporter = new OTLPTraceExporter({
    url: config.url,
    headers: { ...config.headers() },
    timeoutMillis: exportMsMax,
    concurrencyLimit: exportsMax,
    httpAgentOptions: () => agent,
  });
  const queue = new BoundedSpanQueue(exporter, events, () => {
    agent.destroy();
  });
  const provider = new TracerProvider({
    // The decision was made before a span is started: see `Sampler`.
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes({
      'service.version': version,
      'service.instance.id': processId,
      'host.name': hostname(),
      ...config.resourceAttributes,
      'service.name': config.serviceName,
    }),
    spanProcessors: [queue],
  });
  const tracer = provider.getTracer('portaria', version);
  return new OtelTracing(provider, tracer, new Sampler(config.sampling, Math.random, monotonicClock), queue);
};

const agentOf = (config: TracesConfig): HttpAgent => {
  const options = { keepAlive: true, maxSockets: 1 };
  return config.url.startsWith('https:')
    ? new HttpsAgent({ ...options, ...caOf(config) })
    : new HttpAgent(options);
};

const caOf = ({ caFile }: TracesConfig): { ca?: string } => {
  if (caFile === null) return {};
  try {
    return { ca: readFileSync(caFile, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new DeploymentError(`OTEL_EXPORTER_OTLP_CERTIFICATE: the file cannot be read (${code})`);
  }
};
