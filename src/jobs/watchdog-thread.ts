/** The thread of the watchdog, which runs while the event loop of the process hangs. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

interface WatchdogData {
  readonly signs: Int32Array;
  readonly intervalMs: number;
  readonly seconds: number;
}

const { signs, intervalMs, seconds } = workerData as WatchdogData;
const standardOutput = 1;

let [lastSign, vainLooks] = [Atomics.load(signs, 0), 0];

const checkHeartbeat = (): void => {
  const sign = Atomics.load(signs, 0);
  vainLooks = sign === lastSign ? vainLooks + 1 : 0;
  lastSign = sign;
  if (vainLooks * intervalMs >= seconds * 1000) endProcess();
};

/** Writes the line itself, because the logger of the process hangs with the event loop. */
const endProcess = (): void => {
  const msg = `the event loop was blocked for ${String(seconds)} s, so the watchdog ends this process`;
  const line = { level: 'fatal', time: new Date().toISOString(), msg };
  try {
    writeSync(standardOutput, `${JSON.stringify(line)}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
};

setInterval(checkHeartbeat, intervalMs);
