/**
 * `npm run openapi:generate`: writes docs/openapi/*.json from the schemas that read the requests, and
 * docs/postman/*.json from those documents. With --check it writes nothing and fails when a file is
 * stale.
 *
 * This folder owns those files. It must never be shipped: the application serves them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { errorMessageOf } from '../../src/core/shared/error-message.js';
import { postmanCollection } from '../openapi-postman/collection.js';
import { postmanEnvironments } from '../openapi-postman/environments.js';
import { documents } from './documents.js';
import { lint } from './lint.js';

const docs = join(import.meta.dirname, '../../../docs');

const textOf = async (file: string, value: object): Promise<string> =>
  format(JSON.stringify(value), { ...(await resolveConfig(file)), filepath: file });

const write = async (name: string, value: object): Promise<void> => {
  const file = join(docs, name);
  const text = await textOf(file, value);
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text)
      throw new Error(`docs/${name} is stale: run \`npm run openapi:generate\`.`);
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
    await write(`openapi/${name}.json`, document);
  }
  await write('postman/portaria.postman_collection.json', postmanCollection(made));
  for (const [name, environment] of Object.entries(postmanEnvironments))
    await write(`postman/${name}.postman_environment.json`, environment);
};

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessageOf(error)}\n`);
  process.exitCode = 1;
});
