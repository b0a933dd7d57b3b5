import { open, stat } from 'node:fs/promises';
import { type Finding, finding } from './finding.js';

/** Certificates and keys are a few kilobytes; a bundle of CAs may be larger. */
const bytesMax = 1024 * 1024;

export type ReadFile = { readonly bytes: Buffer } | { readonly problem: Finding };

/** Reads a whole file of limited size. Anything but a file is refused: reading a pipe or a device may never end. */
export const readFileOf = async (path: string): Promise<ReadFile> => {
  try {
    const found = await stat(path);
    if (!found.isFile()) return problem(path, found.isDirectory() ? 'EISDIR' : 'not a file');
    if (found.size > bytesMax) return { problem: finding('file_too_large', { file: path, limit: '1 MiB' }) };
    const bytes = await readUpTo(path, found.size);
    return bytes.length === 0 ? { problem: finding('file_empty', { file: path }) } : { bytes };
  } catch (reason) {
    return problem(path, codeOf(reason));
  }
};

const problem = (file: string, reason: string): { readonly problem: Finding } => ({
  problem: finding('file_unreadable', { file, reason }),
});

/** A file that grows while it is read is cut off at its size. */
const readUpTo = async (path: string, size: number): Promise<Buffer> => {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** Returns the code of an error of Node, such as `ENOENT`. */
export const codeOf = (reason: unknown): string =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : 'unknown reason';
