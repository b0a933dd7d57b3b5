import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterFile } from './cleanup.js';
import { application, repository } from './programs.js';

/** What every Node process of the tests is given: it keeps what V8 compiled, so that the next one starts quicker. */
export const inheritedEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/node'),
};

/**
 * `ApplicationProcess`: the compiled application in a process of its own, as production runs it.
 */
export interface ApplicationProcess {
  readonly port: number;
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>;
}

/** Starts `main.js`, with Node's own flags before it; resolves when it listens, or when it ended. */
export const startProcess = async (
  environment: Readonly<Record<string, string>>,
  program: readonly string[] = [application],
): Promise<ApplicationProcess> => {
  const child = spawn(process.execPath, program, { env: { ...inheritedEnvironment, ...environment } });
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
