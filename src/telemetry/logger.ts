import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';

type BufferedStream = ReturnType<typeof pino.destination>;

/** How long a disk may be full, or a reader slow, when the process ends. */
const lastFlushMsMax = 1000;
const retryMs = 50;
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
 * them again. Its own `flushSync`, with which a process ends, tries for ever with the event loop
 * blocked: this one gives up, so that a process whose log cannot be written ends without its last lines.
 */
const outliveFailedWrites = (stream: BufferedStream): void => {
  let failing = false;
  stream.on('error', () => {
    failing = true;
  });
  stream.on('write', () => {
    failing = false;
  });
  const lines: object = stream;
  if (!hasWaitingLines(lines))
    throw new Error('the log stream stores its lines in a form that this release does not support');
  stream.flushSync = () => {
    if (!failing) failing = !flushWithin(lastFlushMsMax, lines);
  };
};

/** Where the stream keeps the lines that wait. It has no other way to them than its endless flush. */
interface WaitingLines {
  readonly fd: number;
  readonly _bufs: (string | Buffer)[];
  _writing: boolean;
  _writingBuf: string | Buffer;
  _len: number;
}

const hasWaitingLines = (stream: object): stream is WaitingLines =>
  ['fd', '_bufs', '_writing', '_writingBuf', '_len'].every((name) => name in stream);

/** Writes the lines that wait, at once; returns whether that worked in time. */
const flushWithin = (msMax: number, stream: WaitingLines): boolean => {
  const untilMs = performance.now() + msMax;
  // Its file is not open yet, so there is nothing to write to.
  if (stream.fd < 0) return true;
  if (!stream._writing && stream._writingBuf.length > 0) {
    stream._bufs.unshift(stream._writingBuf);
    stream._writingBuf = '';
  }
  for (let next = stream._bufs[0]; next !== undefined; next = stream._bufs[0]) {
    const written = writeSomeOf(stream.fd, Buffer.from(next));
    if (written === null && performance.now() >= untilMs) return false;
    if (written === null) Atomics.wait(pausing, 0, 0, retryMs);
    else takeFrom(stream, Buffer.from(next), written);
  }
  return true;
};
const pausing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

const takeFrom = (stream: WaitingLines, first: Buffer, written: number): void => {
  stream._len = Math.max(stream._len - written, 0);
  if (written < first.length) stream._bufs[0] = first.subarray(written);
  else stream._bufs.shift();
};

/** Returns how many bytes were written; `null`: none, for a reason that may pass. */
const writeSomeOf = (fd: number, bytes: Buffer): number | null => {
  try {
    return writeSync(fd, bytes);
  } catch {
    return null;
  }
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

/**
 * Creates the log: JSON lines on standard output, one event each, with times in UTC. `traceFields` names the trace
 * that a line belongs to, where this process makes traces.
 */
export const createLogger = (
  level: string,
  destination: DestinationStream = bufferedDestination(),
  traceFields: (() => object) | null = null,
): Logger => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    ...(traceFields && { mixin: traceFields }),
  };
  return pino(options, destination);
};
