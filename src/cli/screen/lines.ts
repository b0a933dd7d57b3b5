import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promises, Readable } from 'node:stream';

/** Yields the lines of a file, one after the other. */
export const linesOf = (path: string): AsyncGenerator<string> => splitLines(createReadStream(path));

/**
 * Yields the lines of a stream, one after the other. Not by `node:readline`, which also breaks
 * lines at characters that JSON leaves in its strings.
 */
export async function* splitLines(source: Readable): AsyncGenerator<string> {
  let rest = '';
  source.setEncoding('utf8');
  for await (const chunk of source) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * Creates a file that only its owner may read, with all lines or not at all. It is on disk, with its
 * name, when this resolves.
 */
export const newFileOf = async (path: string, lines: AsyncIterable<string>): Promise<void> => {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await promises.pipeline(Readable.from(endWithLineBreaks(lines)), file);
    await syncFolder(dirname(path));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      await rm(path, { force: true });
    throw error;
  }
};

/** A new name is on disk when its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Yields the lines with the line break that ends each. */
export async function* endWithLineBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
