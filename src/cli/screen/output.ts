import { fstatSync, writeSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { promises } from 'node:stream';
import { endWithLineBreaks } from './lines.js';

/** `Output`: the standard output, which remembers that it could not be written. */
export class Output {
  #failure: Error | null = null;

  constructor(private readonly stream: Writable) {
    stream.on('error', this.#remember);
  }

  readonly #remember = (error: Error | null | undefined): void => {
    this.#failure ??= error ?? null;
  };

  write(text: string): void {
    this.stream.write(text, this.#remember);
  }

  /** Writes lines as fast as the reader reads. What fails is remembered, unless it is the source of the lines. */
  async writeLines(lines: AsyncIterable<string>): Promise<void> {
    try {
      await promises.pipeline(Readable.from(endWithLineBreaks(lines)), this.stream, { end: false });
    } catch (error) {
      if (this.#failure === null) throw error;
    }
  }

  /** Resolves when everything is written; to the first failure, or `null`. */
  async written(): Promise<Error | null> {
    if (this.#failure === null)
      await new Promise<void>((resolve) => {
        this.stream.write('', (error) => {
          this.#remember(error);
          resolve();
        });
      });
    return this.#failure;
  }
}

/** Whether the reader closed the output early, as `head` does. */
export const isClosedByReader = (failure: Error): boolean => 'code' in failure && failure.code === 'EPIPE';

/** Opens the standard output. */
export const openOutput = (): Output => new Output(isFile(1) ? fileOutput(1) : process.stdout);

/** Devices such as /dev/full are written like files. */
const isFile = (descriptor: number): boolean => {
  const kind = fstatSync(descriptor);
  return kind.isFile() || (kind.isCharacterDevice() && !process.stdout.isTTY);
};

/**
 * `process.stdout` takes no notice of how much of a text a file has taken. A disk that is almost full takes the
 * beginning, and only the next write fails.
 */
const fileOutput = (descriptor: number): Writable =>
  new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _, done) => {
      try {
        for (let written = 0; written < chunk.length;)
          written += writeSync(descriptor, chunk, written, chunk.length - written);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
