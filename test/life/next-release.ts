import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterFile } from '../support/cleanup.js';
import { repository } from '../support/programs.js';

const run = promisify(execFile);
export const nextVersion = '99.0.0';
/** A migration as the release after this one could have it: the one before runs on. */
const migration = 'NextRelease1999999999999';
const migrationText = `export class ${migration} {
  name = '${migration}';
  async up(runner) {
    await runner.query('ALTER TABLE account ADD COLUMN next_release text; CREATE TABLE next_release (id integer)');
  }
  down() { return Promise.reject(new Error()); }
}
`;

const packageOf = async (folder: string): Promise<string> => {
  const target = await mkdtemp(join(tmpdir(), 'portaria-package-'));
  afterFile(() => rm(target, { recursive: true, force: true }));
  await access(join(repository, folder, 'bundle/cli.js'));
  const script = join(repository, 'scripts/package-deb.mjs');
  return (await run(process.execPath, [script, target, folder])).stdout.trim();
};

/** Resolves to the package of this release. */
export const buildPackage = (): Promise<string> => packageOf('dist');

/** Resolves to the package of a release after this one: another version, and one migration more. */
export const buildNextPackage = async (): Promise<string> => {
  // Where the bundler finds the packages.
  const name = 'dist-next';
  const folder = join(repository, name);
  await rm(folder, { recursive: true, force: true });
  afterFile(() => rm(folder, { recursive: true, force: true }));
  await cp(join(repository, 'dist'), folder, { recursive: true });
  const rewrite = async (file: string, change: (text: string) => string): Promise<void> =>
    writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')));
  await writeFile(join(folder, 'migrations/next-release.js'), migrationText);
  await rewrite('migrations/list.js', (text) =>
    `import { ${migration} } from './next-release.js';\n${text}`.replace(/\n\];/, `\n    ${migration},\n];`),
  );
  await writeFile(join(folder, 'migrations/next-release.js.map'), '{"version":3,"sources":[],"mappings":""}');
  await rewrite('package.json', (text) => text.replace(/"version": "[^"]*"/, `"version": "${nextVersion}"`));
  await run(process.execPath, [join(repository, 'scripts/bundle.mjs'), name]);
  return packageOf(name);
};
