import { pino, type DestinationStream, type Logger } from 'pino';

const waitingBytesMax = 16 * 1024 * 1024;

/**
 * Standard output, gathered: a write of its own for each line costs a token a tenth of its time. A line waits a tenth of a second at
 * most; what waits is written before a fatal line and when the process ends. A process that is killed loses these lines: they are
 * no record, the records are in the database.
 *
 * Whoever reads the log may stop reading: then lines are dropped rather than kept without bound, and later counted.
 *
 * @param dest a file descriptor or a path; the rest as pino.destination takes it
 */
export const gathered = (dest: number | string = 1, maxLength = waitingBytesMax): DestinationStream => {
  const stream = pino.destination({ dest, sync: false, minLength: 4096, periodicFlush: 100, maxLength });
  let dropped = 0;
  stream.on('drop', () => (dropped += 1));
  stream.on('drain', () => {
    if (dropped === 0) return;
    const count = dropped;
    dropped = 0;
    stream.write(
      `${JSON.stringify({ level: 'error', time: new Date().toISOString(), count, msg: 'log lines were dropped' })}\n`,
    );
  });
  return stream;
};

/** JSON lines on standard output, one event each, times in UTC. */
export const createLogger = (level: string, destination: DestinationStream = gathered()): Logger => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
};
