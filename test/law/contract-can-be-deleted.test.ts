import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const listFile = 'src/contracts/contracts.module.ts';

/** Folders of `src/contracts/` that may go, each with the name that the list knows it by; the main contract stays. */
const deletable = { pix: 'pix', oauth: 'oauth', realm: 'realm', 'service-token': 'serviceToken' };
const folders = Object.keys(deletable);
const names = Object.values(deletable);

const isImportOf = (line: string): boolean => folders.some((folder) => line.includes(`'./${folder}/`));

const withoutContracts = (list: string): string =>
  list
    .split('\n')
    .filter((line) => !isImportOf(line))
    .join('\n')
    .replace(/(?<=const optionalContracts: readonly Contract\[\] = \[)[^\]]*/, (kept) =>
      kept
        .split(', ')
        .filter((name) => !names.includes(name.trim()))
        .join(', '),
    );

const compile = async (folder: string): Promise<string> => {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const words = [tsc, '-p', 'tsconfig.build.json', '--noEmit'];
  try {
    return (await run(process.execPath, words, { cwd: folder })).stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
};

test('without its folder and its place in the list, a contract leaves a product that compiles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-without-'));
  try {
    // The command line has the doctor of the client package.
    const parts = ['src', 'clients/typescript/src', 'migrations'];
    for (const name of [...parts, 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
      await cp(join(repository, name), join(folder, name), { recursive: true });
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    for (const name of folders) await rm(join(folder, 'src/contracts', name), { recursive: true });
    const list = join(folder, listFile);
    const text = await readFile(list, 'utf8');
    expect(text.split('\n').filter(isImportOf)).toHaveLength(folders.length);
    // The list is the one place that misses them: without its lines there is no complaint from anywhere.
    await writeFile(list, withoutContracts(text));
    expect(await compile(folder)).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
