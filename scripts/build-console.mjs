// Builds the operator console into dist/console, unless it is newer than its sources.
//
//   node scripts/build-console.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const page = join(repository, 'dist/console/index.html');
const sources = ['console', 'docs/openapi/admin.json', 'package-lock.json'];

/** A folder counts too: it changes when a file in it is removed. */
const isNewer = (path, than) => {
  const found = statSync(path);
  if (found.mtimeMs > than) return true;
  if (!found.isDirectory()) return false;
  return readdirSync(path).some((name) => name !== 'node_modules' && isNewer(join(path, name), than));
};

const built = existsSync(page) ? statSync(page).mtimeMs : 0;
if (sources.some((name) => isNewer(join(repository, name), built))) {
  process.stderr.write('Building the console.\n');
  execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@portaria/console'], {
    cwd: repository,
    stdio: ['ignore', 2, 2],
  });
}
