// Builds the documentation site into dist/docs-site, unless it is newer than its sources. The client packages are its
// downloads; those whose tools this machine lacks are left out, unless PORTARIA_REQUIRE_EXAMPLES is set.
//
//   node scripts/build-site.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNewerThan } from './newer-than.mjs';

const repository = join(import.meta.dirname, '..');
const page = join(repository, 'dist/docs-site/docs/index.html');
const sources = [
  ...['docs', 'site', 'package-lock.json'],
  ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['clients', 'examples/README.md', 'packages/verifier/README.md'],
];

const built = existsSync(page) ? statSync(page).mtimeMs : 0;
if (sources.some((name) => isNewerThan(join(repository, name), built))) {
  process.stderr.write('Building the documentation site.\n');
  execFileSync('npm', ['run', '--silent', 'build', '--workspace', '@portaria/site'], {
    cwd: repository,
    stdio: ['ignore', 2, 2],
  });
  const all = process.env['PORTARIA_REQUIRE_EXAMPLES'] ? [] : ['--available'];
  const downloads = join(repository, 'dist/docs-site/docs/downloads');
  execFileSync(process.execPath, [join(repository, 'scripts/pack-clients.mjs'), ...all, downloads], {
    stdio: ['ignore', 2, 2],
  });
}
