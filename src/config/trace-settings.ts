import { z } from 'zod';
import { oneOf } from './setting-schemas.js';

const traceSamplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const collectorUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:4318' })
  // An address counts as public, so that no secret may be in it.
  .regex(/^[^/]*\/\/[^/?#@]*([/?#]|$)/, 'must contain no user or password. Use OTEL_EXPORTER_OTLP_HEADERS');

/** As the names of headers and resource attributes are, and values with percent-encoding. */
const pairPattern = /^[A-Za-z0-9_.*!#$&'^`|~+-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x7e ]*$/;

/** Accepts pairs as OpenTelemetry has them: `name=value`, separated by commas; values may be percent-encoded. */
const pairs = z
  .string()
  .transform((text, context): Readonly<Record<string, string>> => {
    const entries: [string, string][] = [];
    for (const pair of text.split(',').map((part) => part.trim())) {
      if (pair === '') continue;
      const entry = entryOf(pair);
      if (entry) entries.push(entry);
      else
        context.addIssue({
          code: 'custom',
          message: 'must be pairs such as name=value, separated by commas',
        });
    }
    return Object.fromEntries(entries);
  })
  .optional();

const entryOf = (pair: string): [string, string] | null => {
  if (!pairPattern.test(pair)) return null;
  const at = pair.indexOf('=');
  try {
    return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1).trim())];
  } catch {
    return null;
  }
};

/** The values of headers (RFC 9110, section 5.5), without characters outside of ASCII: Node refuses to send others. */
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/);

const headers = pairs.refine(
  (named) => Object.values(named ?? {}).every((value) => headerValue.safeParse(value).success),
  'must have no control character or character outside of ASCII in a value',
);

const ratioProblem = 'must be a number from 0 to 1';

/** Names and meaning are OpenTelemetry's own, so that a platform that sets them for every program sets them here. */
export const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: collectorUrl.optional(),
    description:
      'Base URL of the OpenTelemetry collector that gets the traces, by OTLP over HTTP with protobuf (not gRPC). `/v1/traces` is added to it. If neither this setting nor OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set, there are no traces.',
    example: 'http://127.0.0.1:4318',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    schema: collectorUrl.optional(),
    description: 'The whole URL for traces. Takes precedence over OTEL_EXPORTER_OTLP_ENDPOINT.',
    example: 'http://127.0.0.1:4318/v1/traces',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: headers,
    secret: true,
    description:
      'Headers of every export, such as the key of a hosted service: `name=value`, separated by commas. Values may be percent-encoded.',
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    schema: z.string().min(1).optional(),
    description:
      'Path of a PEM file with the CA certificates that may vouch for the collector. If unset, the public CAs may.',
    example: '/etc/portaria/collector-ca.pem',
  },
  OTEL_TRACES_SAMPLER: {
    schema: oneOf(traceSamplers).default('traceidratio'),
    description:
      'Which requests get a trace. `traceidratio` takes the share in OTEL_TRACES_SAMPLER_ARG, by chance and not by the trace id, which a client chooses. With `parentbased_…`, a sampled `traceparent` of a client is followed as well, for at most ten requests a second in each process.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z
      .string()
      .regex(/^(0|1|0?\.\d{1,9}|1\.0{1,9})$/, ratioProblem)
      .default('0.01')
      .transform(Number),
    description: 'Share of the requests that get a trace, from 0 to 1, for samplers with `traceidratio`.',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1).max(255, 'must be at most 255 characters').default('portaria'),
    description: 'Name of the service in the traces.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    schema: pairs,
    description:
      'More attributes of this process in the traces: `name=value`, separated by commas. Values may be percent-encoded.',
    example: 'deployment.environment.name=production',
  },
  OTEL_SDK_DISABLED: {
    schema: oneOf(['true', 'false']).default('false'),
    description: '`true` turns traces off, whatever the other settings say.',
  },
} as const;
