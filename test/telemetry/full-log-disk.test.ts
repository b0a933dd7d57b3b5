import { expect, test } from 'vitest';
import { bufferedDestination, createLogger, LogLoad } from '../../src/telemetry/logger.js';

/** Every write to this device of Linux fails with ENOSPC. */
const fullDisk = '/dev/full';

test.runIf(process.platform === 'linux')(
  'a log on a full disk does not end the process, shows in the metrics, and lets the process end',
  async () => {
    const load = new LogLoad();
    const log = createLogger('info', bufferedDestination(fullDisk, 20_000, load));
    for (let n = 0; n < 1000; n += 1) log.info({ n }, 'a line of some length, as they are');
    // Each failed write was an unhandled error, which ends a process.
    await expect.poll(() => load.waitingSeconds, { timeout: 5000 }).toBeGreaterThan(0.5);
    expect(load.dropped).toBeGreaterThan(0);
    // A fatal line is written at once. That was tried without an end, and nothing else ran meanwhile.
    log.fatal('the last line');
  },
);
