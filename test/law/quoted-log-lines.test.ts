import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** What the pages quote as a line of the application's log, in both languages. */
const quoted = /(?:[Ll]og (?:says|line)|[Ll]ogs|[Ll]og diz|linha de log) (?:\(\s*)?`([^`]+)`/g;
/** Lines of NGINX, which has its own words. */
const ofNginx = ['host not found in upstream'];

const quotedIn = (text: string): readonly string[] =>
  [...text.replaceAll(/\s+/g, ' ').matchAll(quoted)].flatMap(([, line = '']) =>
    ofNginx.includes(line) ? [] : [line],
  );

/** A failed job is logged as its name and these words. */
const failedJob = / (?:failed|works again)$/;

/** A value in quotation marks is written by `format` of PostgreSQL. */
const withoutValue = (line: string): string => line.replace(/"[^"]*"/, '"%s"');

const missing = (line: string, source: string): boolean =>
  failedJob.test(line)
    ? !source.includes(`'${line.replace(failedJob, '')}'`)
    : !source.includes(line) && !source.includes(withoutValue(line));

/** An operator at night searches for a word of a page in the log, and the other way round. */
test('each line of the log that the guides quote is one that the program writes', () => {
  const source = globSync(['src/**/*.ts', 'migrations/*.ts'], { cwd: repository }).map(read).join('\n');
  const pages = globSync('docs/{,pt-BR/}how-to/operator/*.md', { cwd: repository });
  const lines = pages.flatMap((page) => quotedIn(read(page)).map((line) => ({ page, line })));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter(({ line }) => missing(line, source))).toEqual([]);
});
