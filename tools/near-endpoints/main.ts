/**
 * Writes `nginx/near-endpoints.conf.template`; with `--check` it writes nothing and fails when that file is
 * stale.
 *
 * This folder owns that file. It must never be shipped: NGINX gets the rendered file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearEndpoints } from './near-endpoints.js';

const nginxDir = join(process.cwd(), 'nginx');
const file = join(nginxDir, 'near-endpoints.conf.template');
const text = await nearEndpoints(nginxDir);

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8')) !== text) {
  process.stderr.write('nginx/near-endpoints.conf.template is stale: npm run docs:generate\n');
  process.exitCode = 1;
}
