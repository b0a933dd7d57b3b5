// A ZIP with one folder, which a merchant unpacks in a project.
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const folder = join(import.meta.dirname, '../../clients/php');
const contents = '{composer.json,README.md,autoload.php,{src,resources}/**/*.*}';
// The time of a ZIP has no zone: this one is the same bytes everywhere.
const mtime = new Date(2020, 0, 1);

export const packPhp = async (into) => {
  const { version } = JSON.parse(await readFile(join(folder, 'composer.json'), 'utf8'));
  const name = `portaria-client-php-${version}`;
  const files = {};
  for (const file of globSync(contents, { cwd: folder }).sort())
    files[`${name}/${file}`] = [await readFile(join(folder, file)), { mtime }];
  await writeFile(join(into, `${name}.zip`), zipSync(files));
};
