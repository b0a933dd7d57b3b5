import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import type { Bench, Figure, Row } from '../figure.js';
import { nodeFlags } from '../../src/cli/local/stack-application.js';
import { spreadOf } from '../pairs.js';
import { applicationEnvironment, applicationProgram } from '../parts/servers.js';

const readyWithinMs = 20_000;
const askEveryMs = 5;

/** Seconds from the start of the process until it says that it can issue. */
const secondsUntilReady = async ({ rig }: Bench): Promise<number> => {
  const port = await getPort();
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, applicationProgram], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ...applicationEnvironment(rig.surroundings, port),
    },
    stdio: 'ignore',
  });
  try {
    const isReady = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${String(port)}/healthz/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      if (performance.now() - began > readyWithinMs) throw new Error('the application did not get ready');
      await pause(askEveryMs);
    }
    return (performance.now() - began) / 1000;
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
};

/** From the start of the process to ready, with the schema current. */
export const start: Row = {
  name: 'start',
  says: 'start of the process to ready, schema current',
  measure: async (bench): Promise<readonly Figure[]> => {
    const seconds: number[] = [];
    for (let round = 0; round <= bench.options.pairs; round += 1) {
      const taken = await secondsUntilReady(bench);
      bench.say(`  ${round === 0 ? 'warm-up' : `round ${String(round)}`}: ${taken.toFixed(2)} s`);
      if (round > 0) seconds.push(taken);
    }
    return [
      {
        row: 'start',
        what: 'start to ready',
        spread: spreadOf(seconds),
        unit: 's',
        target: { direction: 'at most', value: 2 },
        notes: [],
      },
    ];
  },
};
