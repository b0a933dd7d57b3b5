/**
 * A load of so many requests a second, which ab cannot give. It runs in a process of its own
 * (paced-load-program.ts), so that the bench itself does not delay it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';

export interface PacedLoad {
  readonly url: string;
  readonly perSecond: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface PacedResult {
  /** Answers, all of them 2xx. */
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What the program reads from its input. */
export interface PacedPlan extends PacedLoad {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** @throws Error when a request failed, or was answered with anything but 2xx */
export const applyPacedLoad = async (
  { caPem, client }: { readonly caPem: string; readonly client: IssuedCertificate },
  load: PacedLoad,
): Promise<PacedResult> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'paced-load-program.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output = text(child.stdout);
  const plan: PacedPlan = { ...load, caPem, certPem: client.certPem, keyPem: client.keyPem };
  child.stdin.end(JSON.stringify(plan));
  const { failed, ...result } = JSON.parse(await output) as PacedResult & { readonly failed: number };
  if (failed > 0 || result.requests === 0)
    throw new Error(`${load.url}: ${String(result.requests)} answers, ${String(failed)} failed`);
  return result;
};
