/**
 * `npm run docs:generate` calls this: it writes docs/reference/command-line/ from the commands themselves. With
 * --check it writes nothing and fails when a page is stale.
 *
 * This folder owns those pages. It must never be shipped, or run a command.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { programOf } from '../../src/cli/program.js';
import { idlePlatform } from './idle-platform.js';
import { pagesOf } from './pages.js';

const folder = join(import.meta.dirname, '../../../docs/reference/command-line');

const main = async (): Promise<void> => {
  const isCheck = process.argv.includes('--check');
  await mkdir(folder, { recursive: true });
  const pages = pagesOf(programOf(idlePlatform));
  for (const name of await readdir(folder)) {
    if (pages.has(name)) continue;
    if (isCheck) throw new Error(`docs/reference/command-line/${name} is of no command: remove it.`);
    await rm(join(folder, name));
  }
  for (const [name, markdown] of pages) {
    const file = join(folder, name);
    const text = await format(markdown, { ...(await resolveConfig(file)), filepath: file });
    if (!isCheck) await writeFile(file, text);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== text)
      throw new Error(`docs/reference/command-line/${name} is stale: run \`npm run docs:generate\`.`);
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
