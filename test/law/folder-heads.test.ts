import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

/** A head is a comment with both sentences: what the folder owns, and what it must never do. */
const isHead = (comment: string): boolean => {
  const words = comment.replaceAll(/[\s*]+/g, ' ');
  return words.includes('This folder owns') && /\bmust never\b/.test(words);
};

test('a head is recognised at the top of a file and on an export, and nowhere else', () => {
  const head = '/**\n * This folder\n * owns tables; it must\n * never drop one.\n */\n';
  expect(hasHead(`${head}import a from 'a';`)).toBe(true);
  expect(hasHead(`import a from 'a';\n${head}@Module({})\nexport class A {}`)).toBe(true);
  expect(hasHead(`import a from 'a';\n${head}const inner = 1;`)).toBe(false);
  expect(hasHead('/** This folder owns tables. */\nexport const a = 1;')).toBe(false);
  expect(hasHead('/** It must never drop a table. */\nexport const a = 1;')).toBe(false);
});

test('every folder of src says in one file what it owns and what it must never do', () => {
  const heads = new Map<string, string[]>();
  for (const file of sourceFiles()) {
    const isOne = hasHead(readFileSync(join(repository, file), 'utf8'));
    heads.set(dirname(file), [...(heads.get(dirname(file)) ?? []), ...(isOne ? [file] : [])]);
  }
  expect(heads.size).toBeGreaterThan(40);
  expect([...heads].filter(([, files]) => files.length !== 1)).toEqual([]);
});

function hasHead(text: string): boolean {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest);
  const placed = source.statements.filter((statement, at) => at === 0 || isExported(statement));
  return placed.some((statement) =>
    (ts.getLeadingCommentRanges(text, statement.pos) ?? []).some(({ pos, end }) =>
      isHead(text.slice(pos, end)),
    ),
  );
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function sourceFiles(): string[] {
  return readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);
}
