import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const repository = join(import.meta.dirname, '../..');
const source = join(repository, 'clients/go');

/** Packs the sources of the module, without tests: Go compiles a module with the program that uses it. */
export const packGo = (into) => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const names = globSync('{*.go,go.mod,go.sum,README.md}', { cwd: source, exclude: ['*_test.go'] }).sort();
  const mtime = new Date(1980, 0, 1);
  const files = names.map((name) => [
    `portaria/${name}`,
    [readFileSync(join(source, name)), { mtime, level: 9 }],
  ]);
  writeFileSync(join(into, `portaria-client-go-${version}.zip`), zipSync(Object.fromEntries(files)));
};
