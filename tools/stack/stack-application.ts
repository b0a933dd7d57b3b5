import { type RunningProgram, startProgram } from './stack-program.js';

/**
 * Flags between `node` and the program; the Dockerfile's CMD has the same. Most of what a request
 * takes is free when it is answered. A young space of 16 MB keeps it from the old space, and the old
 * space is collected when it has grown by half instead of fourfold: 100 MB less after 39,000 tokens,
 * for the same processor time (docs/benchmarks.md). Stack traces name files and lines of `src`.
 */
export const nodeFlags: readonly string[] = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=50',
  '--enable-source-maps',
];

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
