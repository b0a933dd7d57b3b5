import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterFile } from './cleanup.js';

export interface Program {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `Workshop`: a folder of the test file's own, and programs that run in it. */
export interface Workshop {
  readonly folder: string;
  /** Writes a file into the folder; returns its name. */
  put(name: string, content: string | Uint8Array): Promise<string>;
  /** Runs a program in the folder. */
  run(program: string, words: readonly string[]): Promise<Program>;
  /**
   * Runs `openssl`, with its arguments split as a shell would; throws when it fails. Returns its
   * output, both streams.
   */
  openssl(words: string): Promise<string>;
}

export const openWorkshop = async (): Promise<Workshop> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-workshop-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const run = (program: string, words: readonly string[]): Promise<Program> =>
    new Promise((resolve) => {
      execFile(program, words, { cwd: folder }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 127 : 0, out, err });
      });
    });
  return {
    folder,
    run,
    put: async (name, content) => {
      await writeFile(join(folder, name), content);
      return name;
    },
    openssl: async (words) => {
      const { code, out, err } = await run('openssl', words.split(' '));
      if (code !== 0) throw new Error(`openssl ${words}: ${err}`);
      return out + err;
    },
  };
};

/** How `openssl req` generates a key of each type. */
export const newKeys = {
  'RSA-2048': '-newkey rsa:2048',
  'RSA-4096': '-newkey rsa:4096',
  'P-256': '-newkey ec -pkeyopt ec_paramgen_curve:P-256',
  'P-384': '-newkey ec -pkeyopt ec_paramgen_curve:P-384',
  Ed25519: '-newkey ed25519',
} as const;

/** Creates a signing request with a new key; both files are named after it. */
export const makeRequest = async (
  { openssl }: Workshop,
  name: string,
  { key = newKeys['P-256'], more = '' }: { readonly key?: string; readonly more?: string } = {},
): Promise<string> => {
  await openssl(
    `req -new ${key} -nodes -subj /CN=requested-name -keyout ${name}.key -out ${name}.csr ${more}`.trim(),
  );
  return openssl(`req -in ${name}.csr -outform PEM`);
};
