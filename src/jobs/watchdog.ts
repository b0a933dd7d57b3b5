import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** How often the event loop gives a sign of life, and how often the watchdog looks for one. */
const intervalMs = 1000;

/**
 * Ends this process with SIGKILL when its event loop stands still, so that its supervisor starts
 * another. A process that hangs still accepts connections, and NGINX would go on sending it a share
 * of the requests.
 *
 * The watchdog runs on a thread of its own, because nothing else runs while the event loop hangs. It
 * counts how often it looked in vain instead of reading a clock: a process that was stopped and
 * continued, or a machine that slept, is not ended for the time in which it did not run.
 *
 * @param seconds how long the event loop may stand still; 0 starts no watchdog
 * @param onFailure called when the thread ended; the process goes on without a watchdog
 */
export const startWatchdog = (seconds: number, onFailure: (error: Error) => void): void => {
  if (seconds === 0) return;
  const signs = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(signs, 0, 1), intervalMs).unref();
  const thread = new Worker(new URL(`./watchdog-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: { signs, intervalMs, seconds },
    execArgv: [],
    // The thread needs next to nothing, and its heap is memory of this process.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  thread.on('error', onFailure).unref();
};
