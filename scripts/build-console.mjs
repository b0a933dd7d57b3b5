// Builds the operator console into dist/console, unless it is newer than its sources.
//
//   node scripts/build-console.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNewerThan } from './newer-than.mjs';

const repository = join(import.meta.dirname, '..');
const page = join(repository, 'dist/console/index.html');
const sources = ['console', 'docs/openapi/admin.json', 'package-lock.json'];

const steps = [
  ['types', 'Checking the types of the console'],
  ['bundle', 'Bundling the console'],
];

const built = existsSync(page) ? statSync(page).mtimeMs : 0;
if (sources.some((name) => isNewerThan(join(repository, name), built))) {
  for (const [script, step] of steps) {
    process.stderr.write(`${step}.\n`);
    execFileSync('npm', ['run', '--silent', script, '--workspace', '@portaria/console'], {
      cwd: repository,
      stdio: ['ignore', 2, 2],
    });
  }
}
