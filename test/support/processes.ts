import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterFile } from './cleanup.js';

const program = join(import.meta.dirname, '../../dist/src/main.js');

/** The compiled application in a process of its own, as production runs it. */
export interface ApplicationProcess {
  readonly port: number;
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>;
}

/** Starts `main.js`; resolves when it listens, or, with `mayFail`, when it ended. */
export const startProcess = async (
  environment: Readonly<Record<string, string>>,
): Promise<ApplicationProcess> => {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'], ...environment } });
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  afterFile(() => void child.kill('SIGKILL'));
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(`${line}\n`);
      const found = /"port":(\d+),"msg":"listening"/.exec(line);
      if (found) resolve(Number(found[1]));
    });
    void exited.then(() => {
      resolve(0);
    });
  });
  return { port, child, exited, output: () => lines.join('') };
};
