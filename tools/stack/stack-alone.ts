import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectProcess } from '../../src/cli/deployment/programs.js';

/**
 * Makes sure that only one `npm start` at a time runs in a folder: two would stop each other's
 * parts as leftovers.
 *
 * @throws Error in one sentence when another one is running
 */
export const assertAlone = async (home: string): Promise<void> => {
  const file = join(home, 'npm-start.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  // The number of a killed `npm start` may belong to any process by now.
  const other = Number.isInteger(pid) && pid !== process.pid ? await inspectProcess(pid) : null;
  if (other && /\bnode\b.*\bstack\/main\.js\b/.test(other.command)) {
    throw new Error(
      `npm start is already running in this folder (process ${String(pid)}). Use that one, or stop it first with ` +
        `Ctrl-C in its terminal or with kill ${String(pid)}.`,
    );
  }
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(file, String(process.pid), { mode: 0o600 });
};
