import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DebianMachine } from './debian-machine.js';

export interface TrafficPlan {
  /** The name of the gateway, which listens on port 443. */
  readonly host: string;
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiPath: string;
  readonly clients: number;
  readonly everyMs: number;
}

export interface TrafficReport {
  readonly tokens: number;
  readonly calls: number;
  /** Every answer that was another than expected, with its time. */
  readonly failures: readonly string[];
}

/** Starts token requests and calls to the protected API beside the machine. `stop` resolves to what came of them. */
export const startTraffic = (
  machine: DebianMachine,
  plan: TrafficPlan,
): { stop(): Promise<TrafficReport> } => {
  const program = join(import.meta.dirname, 'host-traffic-program.ts');
  const child = machine.startBeside(process.execPath, [program]);
  if (!child.stdout || !child.stdin) throw new Error('the traffic has no streams');
  const output = text(child.stdout);
  child.stdin.end(JSON.stringify(plan));
  return {
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return JSON.parse(await output) as TrafficReport;
    },
  };
};
