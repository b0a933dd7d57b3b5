/**
 * `npm run docs:check`: reads the pages as a careful editor does, and fails when a link, a word, a line or a
 * sentence has to be mended.
 *
 * This folder owns the rules of the pages. It must never change a page, or be shipped.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { longCells, longLines, wrongShape } from './form.js';
import { brokenLinks, linkTargets, unreachable } from './links.js';
import { oldWordsIn } from './old-words.js';
import { type Page, parsePage, type Problem } from './page.js';
import { foreignPhrases } from './phrases.js';
import { hardToRead } from './readability.js';

const root = join(import.meta.dirname, '../../..');

/** Decisions and changes speak of their day; the plan is a list of work. */
const ofTheirDay = /^(docs\/adr\/|CHANGELOG\.md$|docs\/plan\.md$)/;
/** Pages that are read as English; the others only for their links and words. */
const edited = /^(?:(?:README|ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|docs\/(?!benchmarks)|packages\/)/;

/** The responses of a published contract name this page (test/contracts/avista/golden/401.http). */
const namedInResponses = 'docs/contracts/avista.md';

/** Where readers begin. */
const firstPages = ['README.md', 'docs/README.md'];

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '');

const problemsOf = async (
  page: Page,
  targets: ReturnType<typeof linkTargets>,
): Promise<readonly Problem[]> => {
  if (ofTheirDay.test(page.path)) return brokenLinks(page, targets);
  const always = [...brokenLinks(page, targets), ...oldWordsIn(page)];
  if (!edited.test(page.path)) return always;
  return [
    ...always,
    ...longLines(page),
    ...longCells(page),
    ...wrongShape(page),
    ...foreignPhrases(page),
    ...(await hardToRead(page)),
  ];
};

const main = async (): Promise<void> => {
  const files = tracked.filter((file) => file.endsWith('.md'));
  const pages = await Promise.all(
    files.map(async (file) => parsePage(file, await readFile(join(root, file), 'utf8'))),
  );
  const targets = linkTargets(tracked, pages);
  const lines = await Promise.all(
    pages.map(async (page) =>
      (await problemsOf(page, targets)).map(
        ({ line, message }) => `${page.path}:${String(line)}: ${message}`,
      ),
    ),
  );
  const lost = unreachable(
    pages.filter(
      ({ path }) => /^(docs\/|[^/]+$)/.test(path) && !ofTheirDay.test(path) && path !== namedInResponses,
    ),
    firstPages,
  ).map((path) => `${path}:1: no link leads here from ${firstPages.join(' or ')}`);
  const problems = [...lines.flat(), ...lost];
  if (problems.length === 0) return;
  process.stderr.write(`${problems.join('\n')}\n${String(problems.length)} problems in the pages.\n`);
  process.exitCode = 1;
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
