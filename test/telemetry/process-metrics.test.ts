import { expect, test } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.js';

const metrics = (): Metrics =>
  new Metrics(
    {
      revocationStalenessSeconds: () => 0,
      knownRevocations: () => 0,
      keyRingStalenessSeconds: () => 0,
      canVerify: () => true,
      routeStalenessSeconds: () => null,
      routes: () => 0,
      routesAreSound: () => true,
    },
    {
      pools: { issue: () => ({ max: 1, open: 0, idle: 0, waiting: 0, abandoned: 0 }) },
      batch: () => ({ inFlight: 0, waiting: 0, sent: 0, members: 0 }),
      slowHashes: () => ({ waitingMax: 1, queues: [] }),
      keySets: () => ({ fetches: { fetched: 0, failed: 0, throttled: 0 } }),
      clockDifferenceSeconds: () => null,
      clockStepsBack: () => 0,
      refusalsWaitingSeconds: () => 0,
      expiring: () => [],
      partitionsEndSeconds: () => null,
      audit: () => null,
      notices: null,
      spans: null,
      differingSettings: () => 0,
      jobFailures: () => [],
      version: '0',
    },
  );

test('the metrics have those of the process, once, however many servers run in it', async () => {
  metrics();
  const lines = (await metrics().text()).split('\n');
  for (const name of [
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'nodejs_eventloop_lag_seconds',
  ])
    expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
  expect(lines).toContain('portaria_can_verify 1');
});
