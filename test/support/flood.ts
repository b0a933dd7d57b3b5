import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { afterFile } from './cleanup.js';

/** One source of a flood, which repeats one request. */
export interface FloodSender {
  /** A loopback address, 127.x.y.z. */
  readonly address: string;
  readonly certificate: Pick<IssuedCertificate, 'certPem' | 'keyPem'> | null;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `GUESS` in it stands for a secret that is wrong, and another one each time. */
  readonly body: string;
  /** The client whose secret is guessed in HTTP Basic. */
  readonly basicClientId?: string;
  readonly connections: number;
  /** Each connection sends at most this often. */
  readonly everyMs: number;
}

export interface FloodPlan {
  readonly port: number;
  readonly caPem: string;
  readonly senders: readonly FloodSender[];
}

/** `RunningFlood`: a flood that runs. `stop` resolves to how many answers of each status it got. */
export interface RunningFlood {
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Starts a flood in a process of its own. */
export const startFlood = (plan: FloodPlan): RunningFlood => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'flood-program.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  afterFile(() => void child.kill('SIGKILL'));
  const output = text(child.stdout);
  child.stdin.end(JSON.stringify(plan));
  return {
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return JSON.parse(await output) as Readonly<Record<string, number>>;
    },
  };
};
