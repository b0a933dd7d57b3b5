import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' })
  .split('\0')
  // A link leads to what has a place of its own.
  .filter((file) => file !== '' && lstatSync(join(repository, file)).isFile());

/** Names in the pages that are of other programs, of a standard, or of the past, which a page may tell. */
const foreign: ReadonlySet<string> = new Set([
  // An attribute of X.520.
  'organizationIdentifier',
  // A function of node-forge.
  'toPkcs12Asn1',
]);

test('a comment that begins with a name must stand where that is declared', () => {
  const text = [
    '/** `Wanted`: here. */',
    'export interface Wanted { /** `inIt`: too, not `null`. */ readonly inIt: string | null }',
    '/** `Gone`: at another one. */',
    'export const other = 1;',
    '/** `null`: a value. */',
    '// `lostName`: before nothing.',
  ].join('\n');
  expect(misplacedIn('src/a.ts', text)).toEqual(['src/a.ts:3 Gone', 'src/a.ts:6 lostName']);
});

test('every comment that begins with a name stands at its declaration', () => {
  const sources = tracked.filter(
    (file) => /^(src|tools|packages|bench|test)\/.*\.ts$/.test(file) && !file.endsWith('/code-names.test.ts'),
  );
  expect(sources.length).toBeGreaterThan(800);
  expect(sources.flatMap((file) => misplacedIn(file, read(file)))).toEqual([]);
});

test('a name in a page that looks like code and is nowhere is found', () => {
  const page = [
    '`TokenIssuer`, `run(tx)`, `audit.trackChange`, `goneAway`, `src/gone.ts`, `src/**`, `AccessDenied`, `word`.',
    '```ts',
    'const notReadHere = 1;',
    '```',
  ].join('\n');
  const known = new Set(['TokenIssuer', 'trackChange']);
  expect(unknownIn('docs/a.md', page, known, ['src/here.ts'])).toEqual([
    'docs/a.md: goneAway',
    'docs/a.md: src/gone.ts',
    'docs/a.md: AccessDenied',
  ]);
});

test('every name of code in ARCHITECTURE.md, CONTRIBUTING.md and the decisions exists', () => {
  const code = tracked.filter((file) => !/\.md$|^package-lock\.json$|^test\/law\/code-names/.test(file));
  const known = new Set(code.flatMap((file) => namesIn(read(file))));
  const pages = tracked.filter((file) => /^(ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/adr\//.test(file));
  expect(pages.length).toBeGreaterThan(20);
  const unknown = pages.flatMap((file) => unknownIn(file, read(file), known, tracked));
  expect(unknown).toEqual([]);
  for (const name of foreign) expect(known.has(name), `${name} needs no exception`).toBe(false);
});

/**
 * Comments that begin with a name in backticks and a colon, before something of another name. A word without a capital
 * may be a value: `null`: what that means.
 */
function misplacedIn(file: string, text: string): string[] {
  const comments = [...text.matchAll(/(?:\/\*\*?[\s*]*|\/\/ )`(\w*[A-Z]\w*)`: /g)];
  if (comments.length === 0) return [];
  const declared = declarationsOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return comments
    .filter(
      ({ index, 1: name }) =>
        !declared.some((one) => one.name === name && one.from <= index && index < one.at),
    )
    .map(({ index, 1: name = '' }) => `${file}:${String(text.slice(0, index).split('\n').length)} ${name}`);
}

interface Declared {
  readonly name: string;
  /** Where the space and the comments before it begin. */
  readonly from: number;
  /** Where it begins itself. */
  readonly at: number;
}

function declarationsOf(source: ts.SourceFile): Declared[] {
  const found: Declared[] = [];
  const visit = (node: ts.Node): void => {
    for (const name of namesOf(node)) found.push({ name, from: node.getFullStart(), at: node.getStart() });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function namesOf(node: ts.Node): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = node as { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}

/** The names in code; what only a comment has is nowhere. */
const namesIn = (text: string): readonly string[] =>
  text.replaceAll(/\/\*\*[^]*?\*\/|^\s*\/\/.*/gm, '').match(/[A-Za-z_]\w*/g) ?? [];

/** Two humps or more: `TokenIssuer`, `trackChange`. */
const camel = /^(?=.*[a-z])[A-Za-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;

function unknownIn(
  file: string,
  text: string,
  known: ReadonlySet<string>,
  paths: readonly string[],
): string[] {
  const prose = text.replaceAll(/^ *(`{3,}).*\n[^]*?^ *\1/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)]
    .flatMap(
      ([, span = '']) =>
        /^src\/[^\s:]+/.exec(span)?.[0] ?? /^[\w.]+(?=\(|$)/.exec(span)?.[0]?.split('.') ?? [],
    )
    .filter((name) =>
      name.startsWith('src/')
        ? !paths.some((path) => matches(path, name))
        : camel.test(name) && !known.has(name) && !foreign.has(name),
    )
    .map((name) => `${file}: ${name}`);
}

/** `<name>` and `*` stand for any name; a folder matches what is in it. */
const matches = (path: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/\/$/, '')
      .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/<[^>]+>|\*+/g, '[^/]*')}(?:/|$)`,
  ).test(path);
