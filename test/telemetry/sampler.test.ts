import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { Sampler } from '../../src/telemetry/tracing/sampler.js';
import { goodEnvironment } from '../config/support.js';

/** Chance, as a row of a hundred different values. */
const evenChance = (): (() => number) => {
  let next = 0;
  return () => (next++ % 100) / 100;
};

const [sampled, notSampled] = [{ isSampled: true }, { isSampled: false }];

const takenOf = (count: number, sampler: Sampler, parent: { isSampled: boolean } | null): number =>
  Array.from({ length: count }, () => sampler.takes(parent)).filter(Boolean).length;

test.each([null, sampled, notSampled])(
  'a share is taken by chance, whatever the client says of its own trace (%j)',
  (parent) => {
    const sampler = new Sampler({ ratio: 0.05, followsParent: false }, evenChance(), () => 0);
    expect(takenOf(100, sampler, parent)).toBe(5);
  },
);

test('a sampled parent is followed ten times a second, and no more', () => {
  let nowMs = 5000;
  const sampler = new Sampler({ ratio: 0, followsParent: true }, evenChance(), () => nowMs);
  expect(takenOf(1000, sampler, sampled)).toBe(10);
  nowMs = 6000;
  expect(takenOf(1000, sampler, sampled)).toBe(10);
  expect(takenOf(1000, sampler, notSampled)).toBe(0);
  expect(takenOf(1000, sampler, null)).toBe(0);
});

test('a sampler that follows takes its share of the requests that come without a trace', () => {
  const sampler = new Sampler({ ratio: 0.05, followsParent: true }, evenChance(), () => 0);
  expect(takenOf(100, sampler, null)).toBe(5);
});

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' };
const traces = (environment: Record<string, string>) =>
  loadConfig({ ...goodEnvironment(), ...environment }).traces;

test('there are no traces without an address, or when OpenTelemetry is disabled', () => {
  expect(traces({})).toBeNull();
  expect(traces({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBeNull();
});

test('the path of traces is added to the base address, and not to the whole one', () => {
  expect(traces(endpoint)?.url).toBe('http://127.0.0.1:4318/v1/traces');
  const whole = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/ingest' };
  expect(traces({ ...endpoint, ...whole })?.url).toBe('https://traces.example.com/ingest');
});

test.each([
  [{}, { ratio: 0.01, followsParent: false }],
  [{ OTEL_TRACES_SAMPLER_ARG: '0.25' }, { ratio: 0.25, followsParent: false }],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, { ratio: 1, followsParent: false }],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, { ratio: 0, followsParent: false }],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, { ratio: 1, followsParent: true }],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, { ratio: 0, followsParent: true }],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' },
    { ratio: 1, followsParent: true },
  ],
])('the sampler of %j', (environment, sampling) => {
  expect(traces({ ...endpoint, ...environment })?.sampling).toEqual(sampling);
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'xray' }, /OTEL_TRACES_SAMPLER: must be "always_on" or/],
  [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, /OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL/],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'only-a-name' }, /OTEL_RESOURCE_ATTRIBUTES: must be pairs/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:planted@collector.example.com' },
    /OTEL_EXPORTER_OTLP_ENDPOINT: must contain no user or password/,
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://planted@collector.example.com/ingest' },
    /OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: must contain no user or password/,
  ],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=planted%zz' }, /OTEL_EXPORTER_OTLP_HEADERS: must be pairs/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=planted%0Ax' }, /OTEL_EXPORTER_OTLP_HEADERS: must have no control/],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=planted%E2%82%AC' }, /OTEL_EXPORTER_OTLP_HEADERS: must have no/],
])('%j is refused at the start', (environment, message) => {
  const start = () => traces({ ...endpoint, ...environment });
  expect(start).toThrow(message);
  expect(start).not.toThrow(/planted/);
});

test('headers and attributes are pairs with percent-encoding; a secret does not print', () => {
  const config = traces({
    ...endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc=,x-other=1',
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=payments , team=a%2Cb',
  });
  expect(config?.headers()).toEqual({ authorization: 'Bearer abc=', 'x-other': '1' });
  expect(config?.resourceAttributes).toEqual({ 'service.namespace': 'payments', team: 'a,b' });
  expect(JSON.stringify(config)).not.toContain('abc');
});
