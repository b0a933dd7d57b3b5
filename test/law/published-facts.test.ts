import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const page = readFileSync(join(repository, 'docs/contracts/README.md'), 'utf8');

interface Fact {
  readonly source: string;
  readonly fact: string;
  readonly proof: string;
}

/** Every row of the tables below the headings `Source...`, but for the heads of the tables. */
const facts: readonly Fact[] = page.split(/^## /m).flatMap((section) => {
  const [source = '', ...lines] = section.split('\n');
  if (!source.startsWith('Source')) return [];
  const rows = lines.filter((line) => line.startsWith('|')).slice(2);
  return rows.map((row) => {
    const [, fact = '', proof = ''] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { source, fact, proof };
  });
});

/** What is named of the tests of a file, as it stands there. */
const proofIn = (proof: string): { file: string; title: string } => {
  const [, file = '', title = ''] = /^`(test\/[^`]+\.test\.ts)`: (.+)$/.exec(proof) ?? [];
  return { file, title };
};

describe('every fact of the published documents has its test:', () => {
  test('the five documents are all there, and none without facts', () => {
    const count = (start: string): number => facts.filter(({ source }) => source.startsWith(start)).length;
    for (const source of ['Sources 000 and 001', 'Source 002', 'Source 003', 'Source 004'])
      expect([source, count(source) > 10]).toEqual([source, true]);
  });

  test.each(facts.map((fact) => [`${fact.source}: ${fact.fact}`, fact] as const))(
    '%s',
    (_name, { fact, proof }) => {
      expect(fact).not.toBe('');
      const { file, title } = proofIn(proof);
      expect(file).not.toBe('');
      const text = readFileSync(join(repository, file), 'utf8');
      // In the source a title's own quotation marks may be escaped, and its values are still placeholders.
      expect(text.replaceAll('\\', '')).toContain(title);
    },
  );
});
