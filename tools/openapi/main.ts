/**
 * `npm run openapi:generate`: writes docs/openapi/*.json from the schemas that read the requests. With
 * --check it writes nothing and fails when a file is stale.
 *
 * This folder owns those documents. It must never be shipped: the application serves the files.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { documents } from './documents.js';
import { lint } from './lint.js';

const folder = join(import.meta.dirname, '../../../docs/openapi');

const main = async (): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [name, document] of Object.entries(documents)) {
    const file = join(folder, `${name}.json`);
    const text = await format(JSON.stringify(document), { ...(await resolveConfig(file)), filepath: file });
    const problems = await lint(name, text);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    if (!process.argv.includes('--check')) await writeFile(file, text);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== text)
      throw new Error(`docs/openapi/${name}.json is stale: run \`npm run openapi:generate\`.`);
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
