import type { Read } from './read-settings.js';

/** Where traces go, and which requests get one. */
export interface TracesConfig {
  readonly url: string;
  /** They may have a key in them. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** `null`: the public CAs. */
  readonly caFile: string | null;
  readonly sampling: SamplingConfig;
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
}

export interface SamplingConfig {
  /** The share of requests that is sampled. */
  readonly ratio: number;
  /** Whether the decision of a caller that has a trace already counts as well. */
  readonly followsParent: boolean;
}

type Settings = Read<
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_HEADERS'
  | 'OTEL_EXPORTER_OTLP_CERTIFICATE'
  | 'OTEL_TRACES_SAMPLER'
  | 'OTEL_TRACES_SAMPLER_ARG'
  | 'OTEL_SERVICE_NAME'
  | 'OTEL_RESOURCE_ATTRIBUTES'
  | 'OTEL_SDK_DISABLED'
>;

/** Returns `null` where no process makes traces. */
export const tracesConfig = (read: Settings): TracesConfig | null => {
  const url = urlOf(read);
  if (url === null || read.OTEL_SDK_DISABLED === 'true') return null;
  const { OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = read;
  return Object.freeze({
    url,
    headers: () => headers,
    caFile: read.OTEL_EXPORTER_OTLP_CERTIFICATE ?? null,
    sampling: Object.freeze(samplingOf(read)),
    serviceName: read.OTEL_SERVICE_NAME,
    resourceAttributes: Object.freeze(read.OTEL_RESOURCE_ATTRIBUTES ?? {}),
  });
};

const urlOf = (read: Settings): string | null => {
  if (read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined) return read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = read.OTEL_EXPORTER_OTLP_ENDPOINT;
  return base === undefined ? null : `${base.replace(/\/$/, '')}/v1/traces`;
};

const samplingOf = ({ OTEL_TRACES_SAMPLER: sampler, ...read }: Settings): SamplingConfig => {
  const followsParent = sampler.startsWith('parentbased_');
  if (sampler.endsWith('always_on')) return { followsParent, ratio: 1 };
  if (sampler.endsWith('always_off')) return { followsParent, ratio: 0 };
  return { followsParent, ratio: read.OTEL_TRACES_SAMPLER_ARG };
};
