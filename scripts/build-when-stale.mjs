// Builds the packed program when a source is newer than it is: after a `git pull`, `npm run portaria` would otherwise go on
// with what was built before, and its commands and messages would not be those of the pages.
//
//   node scripts/build-when-stale.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNewerThan } from './newer-than.mjs';

const repository = join(import.meta.dirname, '..');
const program = join(repository, 'dist/bundle/cli.js');
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const sources = ['src', 'clients/typescript/src', 'migrations', 'scripts', ...settings];

const steps = [
  ['build', 'Compiling the program'],
  ['bundle', 'Bundling the program'],
];

const isStale = () => {
  if (!existsSync(program)) return true;
  const built = statSync(program).mtimeMs;
  return sources.some((name) => isNewerThan(join(repository, name), built));
};

if (isStale()) {
  // Its output goes where no command's result goes.
  const stdio = ['ignore', 2, 2];
  try {
    for (const [script, step] of steps) {
      process.stderr.write(`${step}.\n`);
      execFileSync('npm', ['run', '--silent', script], { cwd: repository, stdio });
    }
  } catch {
    // The compiler has said why.
    process.exit(1);
  }
}
