import { type DestinationStream, type Logger, pino } from 'pino';

type BufferedStream = ReturnType<typeof pino.destination>;

const waitingBytesMax = 16 * 1024 * 1024;

/**
 * The log of this process, for the metrics: nothing else says that a reader stopped or that its disk is
 * full, since what it would say is a line of the log.
 */
export class LogLoad {
  #waitingSinceMs: number | null = null;
  #dropped = 0;

  /** Lines that were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How long lines have waited while none was taken; 0: none waits. */
  get waitingSeconds(): number {
    return this.#waitingSinceMs === null ? 0 : (performance.now() - this.#waitingSinceMs) / 1000;
  }

  noteWaiting(): void {
    this.#waitingSinceMs ??= performance.now();
  }

  noteTaken(): void {
    this.#waitingSinceMs = null;
  }

  noteDropped(): void {
    this.#dropped += 1;
  }
}
export const logLoad = new LogLoad();

/**
 * Buffers lines for standard output, because one write for each line would add a tenth to the time
 * of a token request. A line waits at most a tenth of a second; buffered lines are written before a
 * fatal line and when the process ends. A process that is killed loses them. That is acceptable,
 * because the log is not a record: the records are in the database.
 *
 * The reader of the log may stop reading. Lines are then dropped, because keeping them would need
 * unlimited memory, and the number of dropped lines is logged later. A log that cannot be written,
 * because its disk is full, is no reason to stop either: the lines wait in the same way, and are tried
 * again every tenth of a second.
 *
 * @param dest a file descriptor or a path
 * @param maxLength bytes that wait at most; lines beyond them are dropped
 * @param load what the metrics read
 */
export const bufferedDestination = (
  dest: number | string = 1,
  maxLength = waitingBytesMax,
  load = logLoad,
): DestinationStream => {
  const stream = pino.destination({ dest, sync: false, minLength: 4096, periodicFlush: 100, maxLength });
  measureWaiting(stream, load);
  outliveFailedWrites(stream);
  logDroppedCount(stream, load);
  return stream;
};

const measureWaiting = (stream: BufferedStream, load: LogLoad): void => {
  const write = stream.write.bind(stream);
  stream.write = (line) => {
    load.noteWaiting();
    return write(line);
  };
  stream.on('write', () => {
    load.noteTaken();
  });
};

/**
 * Keeps a failed write from ending the process. The stream keeps its lines, and its next flush tries
 * them again. Its `flushSync` would try for ever, with the event loop blocked, so a process that ends
 * while the log cannot be written leaves the last lines out.
 */
const outliveFailedWrites = (stream: BufferedStream): void => {
  let failing = false;
  stream.on('error', () => {
    failing = true;
  });
  stream.on('write', () => {
    failing = false;
  });
  const flushSync = stream.flushSync.bind(stream);
  stream.flushSync = () => {
    if (!failing) flushSync();
  };
};

const logDroppedCount = (stream: BufferedStream, load: LogLoad): void => {
  let dropped = 0;
  stream.on('drop', () => {
    dropped += 1;
    load.noteDropped();
  });
  stream.on('drain', () => {
    if (dropped === 0) return;
    const count = dropped;
    dropped = 0;
    stream.write(
      `${JSON.stringify({ level: 'error', time: new Date().toISOString(), count, msg: 'log lines were dropped' })}\n`,
    );
  });
};

/** Creates the log: JSON lines on standard output, one event each, with times in UTC. */
export const createLogger = (
  level: string,
  destination: DestinationStream = bufferedDestination(),
): Logger => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination);
};
