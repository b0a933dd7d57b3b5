/**
 * `npm run openapi:generate`: writes docs/openapi/*.json from the schemas that read the requests, docs/postman/*.json from
 * those documents, and for the console the scope that each operation needs. With --check it writes nothing and fails when
 * a file is stale.
 *
 * This folder owns those files. It must never be shipped: the application serves them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { errorMessageOf } from '../../src/core/shared/error-message.js';
import { postmanCollection } from '../openapi-postman/collection.js';
import { postmanEnvironments } from '../openapi-postman/environments.js';
import { consolePermissions } from './console-permissions.js';
import { documents } from './documents.js';
import { lint } from './lint.js';

const root = join(import.meta.dirname, '../../..');

const write = async (name: string, source: string): Promise<void> => {
  const file = join(root, name);
  const text = await format(source, { ...(await resolveConfig(file)), filepath: file });
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text)
      throw new Error(`${name} is stale: run \`npm run openapi:generate\`.`);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

const main = async (): Promise<void> => {
  const made = Object.fromEntries(Object.entries(documents).map(([name, make]) => [name, make()]));
  for (const [name, document] of Object.entries(made)) {
    const problems = await lint(name, JSON.stringify(document));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    await write(`docs/openapi/${name}.json`, JSON.stringify(document));
  }
  await write('docs/postman/portaria.postman_collection.json', JSON.stringify(postmanCollection(made)));
  for (const [name, environment] of Object.entries(postmanEnvironments))
    await write(`docs/postman/${name}.postman_environment.json`, JSON.stringify(environment));
  await write('console/src/api/permissions.ts', consolePermissions());
};

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessageOf(error)}\n`);
  process.exitCode = 1;
});
