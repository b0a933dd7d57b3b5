import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';

const repository = join(import.meta.dirname, '../..');
const barrel = /(^|\/)index\.[cm]?[jt]s$/;
const vague = /(^|[/.-])(utils?|helpers?|common|manager|impl)([/.-]|$)/;
/** The definitions of OpenTelemetry's protocol, which import each other by these paths. */
const published = 'test/fixtures/opentelemetry/';
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
  const kept = ['src/core/reindex.ts', 'src/auth/simplify.ts', 'src/core/commons-act.ts'];
  expect([...refused, ...kept].filter(isRefused)).toEqual(refused);
});

test('every file and folder is named for what it is, and none is a barrel', () => {
  const folders = ['src', 'migrations', 'packages/verifier/src', 'test', 'scripts', 'bench'];
  const own = folders.flatMap(filesIn).filter((path) => !path.startsWith(published));
  expect(own.filter(isRefused)).toEqual([]);
});

test('a name that two files export is found, however each declares it', () => {
  const files = new Map([
    ['src/core/answer.ts', 'export interface Answer {} export const { a, b: [c] } = x; const own = 1;'],
    ['src/http/answer.ts', 'export class Answer {} export function b() {} interface Problem {}'],
    [
      'src/admin/problem.ts',
      'export enum c { one } export type Own = 1; const own = 2; interface Problem {}',
    ],
    ['src/admin/twice.ts', 'export function over(a: 1): 1; export function over(a: 2): 2;'],
  ]);
  expect(exportedTwice(files)).toEqual([
    'Answer: src/core/answer.ts, src/http/answer.ts',
    'c: src/core/answer.ts, src/admin/problem.ts',
  ]);
});

test('an exported name has one meaning: no two files of src declare the same', () => {
  const files = filesIn('src').filter((file) => file.endsWith('.ts'));
  const texts = new Map(files.map((file) => [file, readFileSync(join(repository, file), 'utf8')]));
  expect(texts.size).toBeGreaterThan(400);
  expect(exportedTwice(texts)).toEqual([]);
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

function exportedTwice(files: ReadonlyMap<string, string>): string[] {
  const declared = new Map<string, Set<string>>();
  for (const [file, text] of files) {
    for (const name of exportedNames(file, text)) {
      declared.set(name, (declared.get(name) ?? new Set()).add(file));
    }
  }
  return [...declared]
    .filter(([, places]) => places.size > 1)
    .map(([name, places]) => `${name}: ${[...places].join(', ')}`);
}

function exportedNames(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    }
    return isNamed(statement) && statement.name ? [statement.name.text] : [];
  });
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const isNamed = (node: ts.Node): node is ts.DeclarationStatement =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isEnumDeclaration(node);

/** The names of a pattern: `const { a, b: [c] } = x` binds `a` and `c`. */
const boundNames = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));

/** TypeORM orders migrations by the 13 digits that end the name of the class. */
function timeOf(migration: { name: string }): string | undefined {
  return /[0-9]{13}$/.exec(migration.name)?.[0];
}

function filesIn(folder: string): string[] {
  if (!existsSync(join(repository, folder))) return [];
  const options = { recursive: true, encoding: 'utf8' } as const;
  return readdirSync(join(repository, folder), options).map((file) => `${folder}/${file}`);
}
