import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';

const repository = join(import.meta.dirname, '../..');
const barrel = /(^|\/)index\.[cm]?[jt]s$/;
const vague = /(^|[/.-])(utils?|helpers?|common|manager|impl)([/.-]|$)/;
const migrationFile = /^([0-9]{13})-[a-z0-9-]+\.ts$/;

const isRefused = (path: string): boolean => barrel.test(path) || vague.test(path);

test('names that say nothing are refused, and names that merely contain them are not', () => {
  const refused = [
    'src/core/index.ts',
    'src/utils/time.ts',
    'src/core/string-helpers.ts',
    'src/common/pem.ts',
    'src/auth/session-manager.ts',
    'src/storage/account-store.impl.ts',
    'test/support/util.ts',
  ];
  const kept = ['src/core/reindex.ts', 'src/auth/simplify.ts', 'src/core/commons-deed.ts'];
  expect([...refused, ...kept].filter(isRefused)).toEqual(refused);
});

test('every file and folder is named for what it is, and none is a barrel', () => {
  const folders = ['src', 'migrations', 'packages/verifier/src', 'test', 'scripts', 'bench'];
  expect(folders.flatMap(filesIn).filter(isRefused)).toEqual([]);
});

test('every migration is listed, oldest first, under the time in the name of its file', async () => {
  const files = readdirSync(join(repository, 'migrations')).filter((file) => file !== 'list.ts');
  expect(files.filter((file) => !migrationFile.test(file))).toEqual([]);
  expect(migrations.map(timeOf)).toEqual(files.map((file) => migrationFile.exec(file)?.[1]).sort());
  for (const [at, file] of files.sort().entries()) {
    const exported = (await import(join(repository, 'migrations', file))) as Record<string, unknown>;
    expect(Object.values(exported), file).toEqual([migrations[at]]);
  }
});

/** TypeORM orders migrations by the 13 digits that end the name of the class. */
function timeOf(migration: { name: string }): string | undefined {
  return /[0-9]{13}$/.exec(migration.name)?.[0];
}

function filesIn(folder: string): string[] {
  if (!existsSync(join(repository, folder))) return [];
  const options = { recursive: true, encoding: 'utf8' } as const;
  return readdirSync(join(repository, folder), options).map((file) => `${folder}/${file}`);
}
