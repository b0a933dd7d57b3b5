import { type RunningProgram, startProgram } from './stack-program.js';

/**
 * Flags between `node` and the program; the Dockerfile's CMD has the same. A request's memory is
 * free when it is answered: with V8's own 16 MB of young space three times over, a process is 60 MB
 * larger and no faster (docs/benchmarks.md). Stack traces name files and lines of `src`.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=4', '--enable-source-maps'];

/**
 * Starts the application as production does, with its flags and its environment, and waits until it
 * can issue tokens.
 */
export const startApplication = (
  program: string,
  environment: Readonly<Record<string, string>>,
  files: { readonly log: string; readonly pid: string },
): Promise<RunningProgram> =>
  startProgram({
    name: 'The application',
    program,
    flags: nodeFlags,
    environment,
    ...files,
    isReady: () => isReady(Number(environment['PORTARIA_PORT'])),
  });

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${String(port)}/healthz/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
